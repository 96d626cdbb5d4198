package fluxion.cli.gradbench.problem;

import fluxion.Control;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// `lstm` on tensors; see [Lstm].
public final class LstmTensors {
    private LstmTensors() {}

    /// What the objective is differentiated for.
    ///
    /// @param main [l, 2, 4, b]: weights and biases of the gates of each layer
    /// @param extra [3, b]
    public record Parameters(Tensor main, Tensor extra) {}

    private record State(List<Tensor> hidden, List<Tensor> cells, Tensor total) {}

    /// The mean cross entropy of the predictions.
    ///
    /// @param state [l, 2, b]
    /// @param sequence [c, b]
    public static Tensor objective(Parameters parameters, Tensor state, Tensor sequence) {
        int layers = (int) state.size(0);
        long characters = sequence.size(0);
        long bits = sequence.size(1);
        var extra = parameters.extra();
        var hidden = new ArrayList<Tensor>();
        var cells = new ArrayList<Tensor>();
        for (int layer = 0; layer < layers; layer++) {
            hidden.add(state.get(layer).get(0));
            cells.add(state.get(layer).get(1));
        }
        var start = new State(hidden, cells, Tensor.of(0.0));
        var end = Control.forLoop(characters - 1, start, (t, now) -> {
            var newHidden = new ArrayList<Tensor>();
            var newCells = new ArrayList<Tensor>();
            var signal = sequence.gather(t, 0).mul(extra.get(0));
            for (int layer = 0; layer < layers; layer++) {
                var weights = parameters.main().get(layer).get(0);
                var biases = parameters.main().get(layer).get(1);
                var before = now.hidden().get(layer);
                var forget = signal.mul(weights.get(0)).add(biases.get(0)).sigmoid();
                var in = before.mul(weights.get(1)).add(biases.get(1)).sigmoid();
                var out = signal.mul(weights.get(2)).add(biases.get(2)).sigmoid();
                var change = before.mul(weights.get(3)).add(biases.get(3)).tanh();
                var kept = now.cells().get(layer).mul(forget).add(in.mul(change));
                signal = out.mul(kept.tanh());
                newHidden.add(signal);
                newCells.add(kept);
            }
            var shown = signal.mul(extra.get(1)).add(extra.get(2));
            var logSum = shown.exp().sum().add(2).log();
            var gold = sequence.gather(t.add(1), 0);
            return new State(
                    newHidden,
                    newCells,
                    now.total().add(gold.mul(shown.sub(logSum)).sum()));
        });
        double predicted = (characters - 1) * bits;
        return end.total().neg().div(predicted);
    }
}
