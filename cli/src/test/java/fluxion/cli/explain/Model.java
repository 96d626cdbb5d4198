package fluxion.cli.explain;

import fluxion.tensor.Tensor;
import java.util.List;

/// What the tests of the command explain.
final class Model {
    record Params(Tensor w, Tensor b) {}

    record State<P>(P params, Tensor step) {}

    private Model() {}

    static Tensor loss(Tensor w, Tensor x) {
        return w.mul(x).sum();
    }

    static Tensor line(Params p, Tensor x) {
        return x.mul(p.w()).add(p.b());
    }

    static Params update(State<Params> s) {
        return s.params();
    }

    static Tensor shorter(Tensor x) {
        return x.mul(0.5);
    }

    static Tensor classes(Tensor x) {
        return x.argMax(0);
    }

    static Tensor print(Tensor x) {
        return x.print("x");
    }

    static Tensor fails(Tensor x) {
        throw new IllegalStateException("no " + x.type());
    }

    static double sumOfSquares(double[] x) {
        double sum = 0;
        for (double element : x) {
            sum += element * element;
        }
        return sum;
    }

    static int number(Tensor x) {
        return x.rank();
    }

    static Tensor list(List<Tensor> x) {
        return x.getFirst();
    }

    static Tensor none() {
        return Tensor.ones(3).exp();
    }
}
