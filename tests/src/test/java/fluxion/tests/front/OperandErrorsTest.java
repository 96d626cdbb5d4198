package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.ir.FluxionException;
import fluxion.tensor.DTypeException;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every method of tensors that takes operands or axes is given wrong ones: the exception comes from the call, is of
/// the right class, and names operation, types and axes.
final class OperandErrorsTest {
    private static final Tensor FLOATS = Tensor.ones(DType.F32, 2, 3);
    private static final Tensor DOUBLES = Tensor.ones(DType.F64, 2, 3);
    private static final Tensor OTHER = Tensor.ones(DType.F32, 5, 7);
    private static final Tensor FLAGS = Tensor.of(new boolean[2][3]);
    private static final Tensor OTHER_FLAGS = Tensor.of(new boolean[5][7]);
    private static final Tensor COUNTS = Tensor.ones(DType.I32, 2, 3);
    private static final int NO_AXIS = 7;

    /// Operations that take a tensor of any shape, or of another dtype than the receiver's.
    private static final List<String> ANY_SHAPE = List.of("outer", "gather");
    private static final List<String> LOGIC = List.of("and", "or", "xor");
    private static final List<String> INTEGERS = List.of("oneHot");

    private static Stream<Method> methods() {
        return Arrays.stream(TensorLike.class.getMethods())
                .filter(m -> m.isDefault() && m.getReturnType() != DType.class)
                .sorted(Comparator.comparing(Method::toString));
    }

    private static @Nullable Exception call(Method method, Tensor receiver, @Nullable Object... arguments) {
        try {
            method.invoke(receiver, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof Exception thrown ? thrown : e;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What is wrong with how `method` failed, or null.
    private static @Nullable String fault(
            Method method, @Nullable Exception e, Class<? extends FluxionException> type, Object... said) {
        if (e == null) {
            return method + ": no exception";
        }
        if (!type.isInstance(e)) {
            return method + ": " + e;
        }
        var message = String.valueOf(e.getMessage());
        if (!message.startsWith(method.getName() + ": ")) {
            return method + " does not begin with its name: " + message;
        }
        for (var part : said) {
            if (!message.contains(part.toString())) {
                return method + " does not say " + part + ": " + message;
            }
        }
        return null;
    }

    /// Arguments for the parameters of `method`: `tensor` for tensors, small numbers for the rest.
    private static Object[] arguments(Method method, TensorLike tensor, int axis) {
        return Arrays.stream(method.getParameters())
                .map(p -> {
                    if (p.getType() == TensorLike.class) {
                        return tensor;
                    } else if (p.getType() == int.class) {
                        return axis;
                    } else if (p.getType() == long.class) {
                        return 1L;
                    } else if (p.getType() == double.class) {
                        return 0.5;
                    } else if (p.getType() == boolean.class) {
                        return false;
                    } else if (p.getType() == int[].class) {
                        return new int[] {axis};
                    } else {
                        return null;
                    }
                })
                .toArray();
    }

    private static boolean has(Method method, Class<?>... parameters) {
        return Arrays.equals(method.getParameterTypes(), parameters);
    }

    @Test
    void shapesThatDoNotFit() {
        var faults = new ArrayList<String>();
        int tried = 0;
        for (var method : methods().toList()) {
            if (has(method, TensorLike.class) && !ANY_SHAPE.contains(method.getName())) {
                boolean logic = LOGIC.contains(method.getName());
                var x = logic ? FLAGS : FLOATS;
                var y = logic ? OTHER_FLAGS : OTHER;
                var fault = fault(method, call(method, x, y), ShapeException.class, x.type(), y.type());
                tried++;
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        assertEquals("", String.join("\n", faults));
        assertTrue(tried >= 20, "tried " + tried);
    }

    @Test
    void dtypesThatDoNotFit() {
        var faults = new ArrayList<String>();
        int tried = 0;
        for (var method : methods().toList()) {
            if (has(method, TensorLike.class)) {
                var x = LOGIC.contains(method.getName()) ? FLAGS : FLOATS;
                var fault = fault(method, call(method, x, DOUBLES), DTypeException.class, x.type(), DOUBLES.type());
                tried++;
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        assertEquals("", String.join("\n", faults));
        assertTrue(tried >= 20, "tried " + tried);
    }

    @Test
    void dtypesThatAnOperationHasNotGot() {
        var faults = new ArrayList<String>();
        var refused = new ArrayList<String>();
        for (var method : methods().toList()) {
            for (var x : List.of(Tensor.of(new boolean[2][2]), Tensor.ones(DType.I32, 2, 2), Tensor.ones(2, 2))) {
                if (method.getParameterCount() == 0) {
                    var e = call(method, x);
                    if (e != null) {
                        refused.add(method.getName() + " of " + x.dtype());
                        var fault = fault(method, e, DTypeException.class, x.type());
                        if (fault != null) {
                            faults.add(fault);
                        }
                    }
                }
            }
        }
        assertEquals("", String.join("\n", faults));
        for (var expected : List.of("exp of bool", "exp of i32", "neg of bool", "not of f32", "relu of bool")) {
            assertTrue(refused.contains(expected), () -> expected + " was not refused; refused: " + refused);
        }
    }

    @Test
    void axesThatAreNotThere() {
        var faults = new ArrayList<String>();
        int tried = 0;
        for (var method : methods().toList()) {
            boolean axes = Arrays.stream(method.getParameters())
                    .anyMatch(p -> p.getType() == int[].class
                            || (p.getType() == int.class && !p.getName().equals("x")));
            boolean known = Arrays.stream(method.getParameterTypes())
                    .allMatch(t -> t == TensorLike.class || t == int[].class || t.isPrimitive());
            if (axes && known && !INTEGERS.contains(method.getName())) {
                var x = method.getName().equals("all") || method.getName().equals("any") ? FLAGS : FLOATS;
                var e = call(method, x, arguments(method, COUNTS, NO_AXIS));
                var fault = fault(method, e, ShapeException.class, NO_AXIS, x.type());
                tried++;
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
        assertEquals("", String.join("\n", faults));
        assertTrue(tried >= 30, "tried " + tried);
    }
}
