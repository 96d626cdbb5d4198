package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.Optimiser;
import java.util.List;

/// What is trained: a network that gives ten logits an example, the mean softmax cross-entropy of a batch, and how the
/// parameters follow its gradient.
public sealed interface Workload permits Cnn, LstmNetwork, AttentionBlock {
    /// The classes that examples have.
    int CLASSES = 10;

    /// The examples in a batch.
    int batch();

    /// The extents of a batch, the examples first; channels or features last.
    long[] input();

    /// What is trained, in order.
    List<Parameter> parameters();

    /// The update.
    Optimiser optimiser();

    /// How many threads a system may use.
    int threads();

    /// The multiplications and additions of the contractions and convolutions of a step.
    double flops();

    /// The same without anything random, so that all systems compute the same.
    Workload withoutDropout();
}
