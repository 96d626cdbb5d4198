package fluxion.compiler.lift;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.objectweb.asm.tree.FieldInsnNode;

/// The static fields that lifted code reads. A number that is final is a constant; a final array is read at each call.
final class StaticFields {
    private final Lifting lifting;
    private final Problems problems;

    StaticFields(Lifting lifting, Problems problems) {
        this.lifting = lifting;
        this.problems = problems;
    }

    /// The bits of the number in a field, as [fluxion.ir.ScalarOp.Constant] has them.
    long bits(FieldInsnNode access) {
        var field = field(access);
        try {
            return switch (field.get(null)) {
                case Boolean b -> b ? 1 : 0;
                case Character c -> c;
                case Float f -> Float.floatToRawIntBits(f);
                case Double d -> Double.doubleToRawLongBits(d);
                case Number n -> n.longValue();
                case null, default -> throw new IllegalStateException("field " + access.name);
            };
        } catch (IllegalAccessException e) {
            throw problems.stop("static field " + access.name + ", which is not accessible", "pass it as an argument");
        }
    }

    /// The derivative that what a field holds computes; nothing if it is anything else.
    Optional<Derivation.Called> derivative(FieldInsnNode access) {
        try {
            var held = field(access).get(null);
            if (held == null) {
                throw problems.stop(
                        "static field " + access.name + ", which is null",
                        "set it before the method that reads it is lifted: above that in the class");
            }
            return lifting.derivation().called(held);
        } catch (IllegalAccessException e) {
            throw problems.stop("static field " + access.name + ", which is not accessible", "pass it as an argument");
        }
    }

    /// The elements of the array in a field.
    Value array(FieldInsnNode access, DType element) {
        var field = field(access);
        var name = Dim.symbol(field.getDeclaringClass().getSimpleName() + "." + access.name + ".length");
        return lifting.array(field, new TensorType(element, Shape.of(name)));
    }

    private Field field(FieldInsnNode access) {
        try {
            var field = lifting.files().load(access.owner).getDeclaredField(access.name);
            if (!Modifier.isFinal(field.getModifiers())) {
                throw problems.stop(
                        "static field " + access.name + ", which is not final",
                        "make it final, or pass it as an argument");
            }
            if (!field.trySetAccessible()) {
                throw problems.stop(
                        "static field " + access.name + ", which is not accessible", "pass it as an argument");
            }
            return field;
        } catch (ClassNotFoundException | NoSuchFieldException e) {
            throw problems.stop(
                    "static field " + access.name + ", which cannot be read: " + e, "pass it as an argument");
        }
    }
}
