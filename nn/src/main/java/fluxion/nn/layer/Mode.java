package fluxion.nn.layer;

import fluxion.tensor.RandomKey;

/// What a layer is applied for. A mode is a structure of tensors, so it can be an argument of a compiled function.
public sealed interface Mode {
    /// Learning: dropout drops, and batch normalisation uses the statistics of the batch and remembers them.
    ///
    /// @param key where random numbers come from; each step needs its own
    record Training(RandomKey key) implements Mode {}

    /// Use: nothing is random, and no state changes.
    record Inference() implements Mode {}

    /// Learning, with random numbers from `key`.
    static Mode training(RandomKey key) {
        return new Training(key);
    }

    /// Use.
    static Mode inference() {
        return new Inference();
    }

    /// The mode of part number `part` of a layer: each draws random numbers of its own.
    default Mode part(int part) {
        return switch (this) {
            case Training(var key) -> new Training(key.foldIn(part));
            case Inference it -> it;
        };
    }
}
