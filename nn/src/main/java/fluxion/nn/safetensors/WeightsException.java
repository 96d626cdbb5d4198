package fluxion.nn.safetensors;

import fluxion.ir.FluxionException;
import fluxion.ir.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/// The tensors of a file are not those that were asked for.
public final class WeightsException extends FluxionException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// What is wrong about one tensor.
    public sealed interface Problem {
        /// The name of the tensor.
        String name();

        /// The file does not have it.
        record Missing(String name, TensorType expected) implements Problem {
            @Override
            public String toString() {
                return name + " is missing: " + expected;
            }
        }

        /// Nobody asked for it.
        record Unexpected(String name, TensorType found) implements Problem {
            @Override
            public String toString() {
                return name + " has no place: " + found;
            }
        }

        /// It has another shape.
        record WrongShape(String name, TensorType expected, TensorType found) implements Problem {
            @Override
            public String toString() {
                return name + " has shape " + found.shape() + ", expected " + expected.shape();
            }
        }

        /// It has another dtype.
        record WrongDType(String name, TensorType expected, TensorType found) implements Problem {
            @Override
            public String toString() {
                return name + " has dtype " + found.dtype() + ", expected " + expected.dtype();
            }
        }
    }

    WeightsException(String source, List<Problem> problems) {
        super(source + ": the tensors are not those of the structure: "
                + problems.stream().map(Problem::toString).collect(Collectors.joining("; "))
                + "; load it into a structure like the one that was saved");
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, in order of the structure, then of the file.
    public List<Problem> problems() {
        return problems;
    }
}
