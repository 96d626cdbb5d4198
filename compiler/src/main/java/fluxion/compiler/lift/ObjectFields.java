package fluxion.compiler.lift;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which objects a method may be given besides records: those of which the class says all, as it is final, extends no
/// other, and is not the platform's.
public final class ObjectFields {
    private ObjectFields() {}

    /// The fields of such a class, in order; nothing for all others.
    public static Optional<List<Field>> of(Class<?> type) {
        if (type.isRecord()
                || type.isArray()
                || type.isEnum()
                || type.getSuperclass() != Object.class
                || !Modifier.isFinal(type.getModifiers())
                || type.getClassLoader() == null) {
            return Optional.empty();
        }
        var fields = Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toList();
        return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }
}
