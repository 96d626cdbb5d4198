package fluxion.tests.methods;

import fluxion.ir.DType;
import fluxion.ir.FluxionException;
import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An operation of tensors: a method of [TensorLike], with arguments for receivers of any type.
///
/// @param method the method
record Method(java.lang.reflect.Method method) {
    /// All operations, in the order of their names.
    static Stream<Method> all() {
        return Arrays.stream(TensorLike.class.getMethods())
                .filter(java.lang.reflect.Method::isDefault)
                .map(Method::new)
                .sorted(Comparator.comparing(Method::toString));
    }

    String name() {
        return method.getName();
    }

    /// The name with the types of the parameters, as Java writes them: `slice(int, long, long)`.
    @Override
    public String toString() {
        return Arrays.stream(method.getGenericParameterTypes())
                .map(type -> type.getTypeName().replaceAll("[\\w.]+\\.", ""))
                .collect(Collectors.joining(", ", method.getName() + "(", ")"))
                .replaceAll("\\[]\\)$", method.isVarArgs() ? "...)" : "[])");
    }

    /// Numbers in (0.15, 0.9), where every function of one number is smooth, of the type of a tensor.
    static Tensor sample(DType dtype, long seed, Shape shape) {
        var uniform = RandomKey.of(seed).uniform(DType.F64, shape.constants());
        return switch (dtype) {
            case BOOL -> uniform.gt(0.5);
            case I32, I64 -> uniform.mul(5).add(1).cast(dtype);
            case F32, F64 -> uniform.mul(0.75).add(0.15).cast(dtype);
        };
    }

    /// The shape of a usual receiver: `[3, 3]`, or one of more axes of extent 3 where it must have those.
    Shape usual() {
        var shape = Shape.of(3, 3);
        while (!fits(shape)) {
            shape = shape.insert(0, fluxion.ir.Dim.of(3));
        }
        return shape;
    }

    /// Whether receivers of the rank of `shape` have the axes that this is about.
    boolean fits(Shape shape) {
        int rank = shape.rank();
        boolean empty = shape.size().is(0);
        return switch (name()) {
            case "diagonal" -> rank >= 2 && shape.dim(rank - 1).equals(shape.dim(rank - 2));
            case "tril", "triu", "swapAxes" -> rank >= 2;
            case "matmul", "softmax", "logSoftmax", "cumSum", "cumProd", "cumMax", "split", "repeat", "roll" ->
                rank >= 1;
            case "softmaxCrossEntropy", "moveAxis" -> rank >= 1;
            case "gather", "scatterAdd" -> rank >= 1;
            case "conv1d" -> rank == 3;
            case "conv2d" -> rank == 4;
            case "maxPool", "avgPool" -> rank >= 3;
            // which need elements to choose from
            case "slice", "dynamicSlice", "dynamicUpdate", "get", "argMax", "argMin" -> rank >= 1 && !empty;
            case "reshape", "flatten" -> !empty;
            default -> true;
        };
    }

    /// Whether the results for a receiver of `shape` are finite: the mean, the extremes and the elements of nothing
    /// are not, so they have no derivatives either.
    boolean isFinite(Shape shape) {
        return !shape.size().is(0)
                || switch (name()) {
                    case "mean", "var", "std", "min", "max", "logSumExp", "gather" -> false;
                    default -> true;
                };
    }

    /// The result for `x`, or empty if the method refuses its dtype.
    ///
    /// @throws FluxionException if the method refuses anything else
    Optional<List<Tensor>> call(Tensor x) {
        try {
            return Optional.of(results(method.invoke(x, arguments(x))));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof fluxion.tensor.DTypeException) {
                return Optional.empty();
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked") // the methods give tensors or lists of them
    private static List<Tensor> results(Object result) {
        return result instanceof Tensor tensor ? List.of(tensor) : (List<Tensor>) result;
    }

    private @Nullable Object[] arguments(Tensor x) {
        var shape = x.shape();
        int rank = shape.rank();
        return switch (toString()) {
            case "clip(double, double)" -> new Object[] {within(x, 0.3), within(x, 0.6)};
            case "clip(TensorLike, TensorLike)" -> new Object[] {full(x, 0.3), full(x, 0.6)};
            case "where(TensorLike, TensorLike)" ->
                new Object[] {sample(DType.F64, 11, shape), sample(DType.F64, 12, shape)};
            case "matmul(TensorLike)", "dot(TensorLike)" ->
                new Object[] {rank < 2 ? second(x) : second(x).swapAxes(-1, -2)};
            case "conv1d(TensorLike)", "conv2d(TensorLike)" -> new Object[] {filter(x)};
            case "conv1d(TensorLike, Sliding)", "conv2d(TensorLike, Sliding)" ->
                new Object[] {filter(x), Sliding.SAME.by(2)};
            case "maxPool(int...)", "avgPool(int...)" -> new Object[] {ones(rank - 2)};
            case "maxPool(Sliding, int...)", "avgPool(Sliding, int...)" ->
                new Object[] {
                    Sliding.SAME.by(1), IntStream.range(0, rank - 2).map(_ -> 2).toArray()
                };
            case "reshape(long[])", "reshape(long...)" -> new Object[] {new long[] {-1}};
            case "reshape(Shape)" -> new Object[] {new Shape(shape.dims().reversed())};
            case "swapAxes(int, int)", "moveAxis(int, int)" -> new Object[] {0, -1};
            case "broadcastTo(long...)" ->
                new Object[] {
                    LongStream.concat(LongStream.of(2), Arrays.stream(shape.constants()))
                            .toArray()
                };
            case "broadcastTo(Shape)" -> new Object[] {shape.insert(0, fluxion.ir.Dim.of(2))};
            case "expandDims(int)" -> new Object[] {0};
            case "split(int, long[])" -> {
                long n = shape.dim(0).constant();
                yield new Object[] {0, new long[] {n / 2, n - n / 2}};
            }
            case "split(int, int)" -> new Object[] {0, 1};
            case "slice(int, long, long)" -> new Object[] {0, 0L, -1L};
            case "slice(int, long, long, int)" -> new Object[] {-1, 0L, Long.MAX_VALUE, 2};
            case "slice(long[], long[])" -> new Object[] {new long[rank], shape.constants()};
            case "get(long)" -> new Object[] {-1L};
            case "pad(double, long[], long[])" ->
                new Object[] {
                    0.5, IntStream.range(0, rank).mapToLong(i -> i % 2).toArray(), each(rank, 1)
                };
            case "tile(long...)" -> new Object[] {each(rank, 2)};
            case "repeat(int, long)" -> new Object[] {0, 2L};
            case "roll(long, int)" -> new Object[] {1L, 0};
            case "tril(long)", "triu(long)" -> new Object[] {0L};
            case "gather(TensorLike, int)" -> new Object[] {Tensor.of(new int[] {1, 0, 1}), 0};
            case "gather(TensorLike, int, int)" ->
                new Object[] {Tensor.zeros(DType.I64, shape.dim(0).constant(), 2), rank - 1, rank > 1 ? 1 : 0};
            case "scatterAdd(TensorLike, TensorLike, int)" ->
                new Object[] {
                    Tensor.of(new int[] {1, 0, 1}), sample(x.dtype(), 13, shape.with(0, fluxion.ir.Dim.of(3))), 0
                };
            case "oneHot(long)" -> new Object[] {3L};
            case "oneHot(long, DType)" -> new Object[] {3L, DType.F64};
            case "dynamicSlice(List<Tensor>, long...)" -> new Object[] {starts(rank), each(rank, 1)};
            case "dynamicUpdate(List<Tensor>, TensorLike)" ->
                new Object[] {starts(rank), sample(x.dtype(), 14, Shape.of(each(rank, 1)))};
            case "leakyRelu(double)" -> new Object[] {0.1};
            case "softmaxCrossEntropy(TensorLike)" -> new Object[] {second(x)};
            case "dropout(RandomKey, double)" -> new Object[] {RandomKey.of(5), 0.5};
            case "cast(DType)" -> new Object[] {DType.F64};
            case "print(String)" -> new Object[] {"sample"};
            default -> byTypes(x);
        };
    }

    /// For parameters that say by their type what they are.
    private @Nullable Object[] byTypes(Tensor x) {
        return Arrays.stream(method.getParameterTypes())
                .<Object>map(type -> {
                    if (type == TensorLike.class) {
                        return second(x);
                    } else if (type == double.class) {
                        return 2.0;
                    } else if (type == int.class) {
                        return -1;
                    } else if (type == boolean.class) {
                        return true;
                    } else if (type == int[].class) {
                        return new int[0];
                    }
                    throw new IllegalStateException("no argument for " + this);
                })
                .toArray();
    }

    /// A filter of one element along each axis of space: all shapes have room for it.
    private static Tensor filter(Tensor x) {
        var dims = new java.util.ArrayList<>(java.util.Collections.nCopies(x.rank() - 2, fluxion.ir.Dim.of(1)));
        dims.add(x.shape().dim(x.rank() - 1));
        dims.add(fluxion.ir.Dim.of(2));
        return sample(x.dtype(), 15, new Shape(dims));
    }

    private static int[] ones(int count) {
        return IntStream.range(0, count).map(_ -> 1).toArray();
    }

    private static Tensor second(Tensor x) {
        return sample(x.dtype(), 10, x.shape());
    }

    /// `fraction` of the range of samples, as a number of their dtype.
    private static double within(Tensor x, double fraction) {
        return x.dtype().isFloat() ? fraction : Math.rint(6 * fraction);
    }

    private static Tensor full(Tensor x, double fraction) {
        return x.dtype() == DType.BOOL
                ? x
                : Tensor.full(x.dtype(), within(x, fraction), x.shape().constants());
    }

    private static long[] each(int rank, long value) {
        var all = new long[rank];
        Arrays.fill(all, value);
        return all;
    }

    private static List<Tensor> starts(int rank) {
        return IntStream.range(0, rank).mapToObj(_ -> Tensor.of(0)).toList();
    }
}
