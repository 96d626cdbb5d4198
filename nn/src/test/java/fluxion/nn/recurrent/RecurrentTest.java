package fluxion.nn.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.Fluxion;
import fluxion.nn.layer.Mode;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Recurrent layers beside their steps one by one, and beside the formulas.
final class RecurrentTest {
    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void lstmIsTheFormula() {
        var lstm = Lstm.of(1);
        var params = new Lstm.Params(
                Tensor.of(new double[][] {{0.5, -0.3, 0.8, 0.1}}),
                Tensor.of(new double[][] {{0.2, 0.4, -0.6, 0.7}}),
                Tensor.of(new double[] {0.1, 1, -0.2, 0.3}));
        double[] xs = {1.5, -2, 0.25};
        double h = 0;
        double c = 0;
        for (double x : xs) {
            double i = sigmoid(0.5 * x + 0.2 * h + 0.1);
            double f = sigmoid(-0.3 * x + 0.4 * h + 1);
            double g = Math.tanh(0.8 * x - 0.6 * h - 0.2);
            double o = sigmoid(0.1 * x + 0.7 * h + 0.3);
            c = f * c + i * g;
            h = o * Math.tanh(c);
        }
        assertEquals(
                h, lstm.apply(params, Tensor.of(xs, 1, 3, 1), Mode.inference()).item(), 1e-14);
    }

    @Test
    void gruIsTheFormula() {
        var params = new Gru.Params(
                Tensor.of(new double[][] {{0.5, -0.3, 0.8}}),
                Tensor.of(new double[][] {{0.2, 0.4, -0.6}}),
                Tensor.of(new double[] {0.1, 1, -0.2}),
                Tensor.of(new double[] {0.3, -0.4, 0.6}));
        double[] xs = {1.5, -2, 0.25};
        double h = 0;
        for (double x : xs) {
            double r = sigmoid(0.5 * x + 0.1 + 0.2 * h + 0.3);
            double z = sigmoid(-0.3 * x + 1 + 0.4 * h - 0.4);
            double n = Math.tanh(0.8 * x - 0.2 + r * (-0.6 * h + 0.6));
            h = (1 - z) * n + z * h;
        }
        assertEquals(
                h,
                Gru.of(1)
                        .apply(params, Tensor.of(xs, 1, 3, 1), Mode.inference())
                        .item(),
                1e-14);
    }

    @Test
    void sequencesAreTheStepsOneByOne() {
        var lstm = Lstm.of(3).sequences();
        var gru = Gru.of(3).sequences();
        var x = RandomKey.of(1).normal(2, 4, 5);
        var ofLstm = lstm.init(RandomKey.of(2), 4, 5).params();
        var ofGru = gru.init(RandomKey.of(3), 4, 5).params();
        var byLstm = lstm.apply(ofLstm, x, Mode.inference());
        var byGru = gru.apply(ofGru, x, Mode.inference());
        var carried = new Lstm.Carried(Tensor.zeros(2, 3), Tensor.zeros(2, 3));
        var h = Tensor.zeros(2, 3);
        for (int t = 0; t < 4; t++) {
            var now = x.slice(1, t, t + 1).squeeze(1);
            carried = lstm.step(ofLstm, carried, now);
            h = gru.step(ofGru, h, now);
            assertArrayEquals(
                    carried.h().toFloatArray(), byLstm.slice(1, t, t + 1).toFloatArray(), 1e-6f);
            assertArrayEquals(h.toFloatArray(), byGru.slice(1, t, t + 1).toFloatArray(), 1e-6f);
        }
        assertArrayEquals(
                h.toFloatArray(), Gru.of(3).apply(ofGru, x, Mode.inference()).toFloatArray(), 1e-6f);
    }

    @Test
    void oneProgramServesSequencesOfAnyLength() {
        var lstm = Lstm.of(3).sequences();
        var params = lstm.init(RandomKey.of(2), 4, 5).params();
        var compiled = Fluxion.compile((Lstm.Params p, Tensor x) -> lstm.apply(p, x, Mode.inference()));
        for (int time : new int[] {4, 2, 7, 1, 0}) {
            var x = RandomKey.of(time).normal(2, time, 5);
            assertArrayEquals(
                    lstm.apply(params, x, Mode.inference()).toFloatArray(),
                    compiled.apply(params, x).toFloatArray());
        }
        assertEquals(2, compiled.compilations());
    }

    @Test
    void aSequenceHasTwoAxes() {
        assertThrows(ShapeException.class, () -> Lstm.of(3).init(RandomKey.of(1), 4));
        assertThrows(ShapeException.class, () -> Gru.of(0));
    }
}
