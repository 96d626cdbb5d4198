package fluxion;

import fluxion.tensor.Tensor;
import java.util.List;

/// How a gradient is taken; made by the methods of [GradientTape].
public sealed interface GradientOption {
    /// What takes the place of a gradient that does not exist.
    record Unconnected(UnconnectedGradients value) implements GradientOption {}

    /// What is multiplied from the left: a tensor of the type of each target.
    record OutputGradients(List<Tensor> seeds) implements GradientOption {
        /// Copies the list.
        public OutputGradients {
            seeds = List.copyOf(seeds);
        }
    }

    /// Whether a batch jacobian is compared with the full one.
    record Verify(boolean value) implements GradientOption {}
}
