package fluxion.benchmarks.elementwise;

/// The loops written by hand, on one thread.
final class VectorLoopSystem implements ElementwiseSystem {
    @Override
    public String system() {
        return "vector-loop";
    }

    @Override
    public Computation prepare(ElementwiseCase workload, double[] input, int threads) {
        var floats = narrowed(input);
        return switch (workload) {
            case SUM_OF_SQUARES_F64 -> new ToScalar(() -> SumLoops.sumOfSquares(input));
            case SUM_OF_SQUARES_F32 -> new ToScalar(() -> SumLoops.sumOfSquares(floats));
            case EXP_F64 -> new ToDoubles(input, ExpLoops::exp);
            case EXP_F32 -> new ToFloats(floats, ExpLoops::exp);
            case CHAIN_F32 -> new ToFloats(floats, ExpLoops::chain);
            case SOFTMAX_10_F32, SOFTMAX_1000_F32 ->
                new ToFloats(floats, (in, out) -> SoftmaxLoops.softmax(in, out, workload.columns()));
        };
    }

    /// The values rounded to floats.
    static float[] narrowed(double[] values) {
        var narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    private interface Loop<A> {
        void run(A in, A out);
    }

    private interface Reduction {
        double run();
    }

    private static final class ToScalar implements Computation {
        private final Reduction reduction;
        private double result;

        ToScalar(Reduction reduction) {
            this.reduction = reduction;
        }

        @Override
        public void run() {
            result = reduction.run();
        }

        @Override
        public double[] result() {
            return new double[] {result};
        }
    }

    private static final class ToDoubles implements Computation {
        private final Loop<double[]> loop;
        private final double[] in;
        private final double[] out;

        ToDoubles(double[] in, Loop<double[]> loop) {
            this.in = in;
            this.out = new double[in.length];
            this.loop = loop;
        }

        @Override
        public void run() {
            loop.run(in, out);
        }

        @Override
        public double[] result() {
            return out.clone();
        }
    }

    private static final class ToFloats implements Computation {
        private final Loop<float[]> loop;
        private final float[] in;
        private final float[] out;

        ToFloats(float[] in, Loop<float[]> loop) {
            this.in = in;
            this.out = new float[in.length];
            this.loop = loop;
        }

        @Override
        public void run() {
            loop.run(in, out);
        }

        @Override
        public double[] result() {
            var wide = new double[out.length];
            for (int i = 0; i < out.length; i++) {
                wide[i] = out[i];
            }
            return wide;
        }
    }
}
