package fluxion.benchmarks.elementwise;

import fluxion.Compiled;
import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.tensor.Tensor;

/// The cases as compiled functions that write into a former result, so that nothing is allocated.
public final class FluxionSystem implements ElementwiseSystem {
    /// For `ServiceLoader`.
    public FluxionSystem() {}

    @Override
    public String system() {
        return "fluxion";
    }

    @Override
    public Computation prepare(ElementwiseCase workload, double[] input, int threads) {
        var flat = workload.wide() ? Tensor.of(input) : Tensor.wrap(VectorLoopSystem.narrowed(input), input.length);
        var x = (workload.columns() == 1 ? flat : flat.reshape(workload.rows(), workload.columns())).evaluate();
        var f = Fluxion.compile((Tensor t) -> computed(workload, t));
        return new Call(f, x, f.apply(x));
    }

    private static Tensor computed(ElementwiseCase workload, Tensor x) {
        return switch (workload) {
            case SUM_OF_SQUARES_F64, SUM_OF_SQUARES_F32 -> x.square().sum();
            case EXP_F64, EXP_F32 -> x.exp();
            case CHAIN_F32 -> chain(x);
            case SOFTMAX_10_F32, SOFTMAX_1000_F32 -> x.softmax(1);
        };
    }

    private static Tensor chain(Tensor x) {
        var e = x.mul(x).mul(-0.5).exp();
        return e.add(x).mul(0.75).tanh().add(1).mul(0.5).mul(x).sub(e);
    }

    private record Call(Compiled.Of1<Tensor, Tensor> function, Tensor input, Tensor output) implements Computation {
        @Override
        public void run() {
            function.into(output, input);
        }

        @Override
        public double[] result() {
            return output.cast(DType.F64).toDoubleArray();
        }
    }
}
