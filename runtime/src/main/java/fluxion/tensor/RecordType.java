package fluxion.tensor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A record class as part of a structure.
public final class RecordType {
    private static final ClassValue<RecordType> TYPES = new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
            return new RecordType(type);
        }
    };

    private final Class<?> type;
    private final MethodHandle[] getters;
    private final MethodHandle constructor;

    private RecordType(Class<?> type) {
        this.type = type;
        var components = type.getRecordComponents();
        this.getters = new MethodHandle[components.length];
        try {
            var lookup = MethodHandles.lookup();
            var types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                var accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                getters[i] = lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
                types[i] = components[i].getType();
            }
            var canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            this.constructor = lookup.unreflectConstructor(canonical)
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new StructureException("record " + type.getName() + " cannot be read (" + e.getMessage()
                    + "); make it public, or open its package to fluxion.runtime");
        }
    }

    static RecordType of(Class<?> type) {
        return TYPES.get(type);
    }

    /// Whether this is the record class `other`.
    public boolean isOf(Class<?> other) {
        return type == other;
    }

    /// The record class.
    public Class<?> type() {
        return type;
    }

    @Nullable
    Object component(Object record, int index) {
        try {
            return (Object) getters[index].invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new StructureException("component " + index + " of " + type.getName() + " cannot be read: " + e);
        }
    }

    List<@Nullable Object> components(Object record) {
        var components = new ArrayList<@Nullable Object>(getters.length);
        for (int i = 0; i < getters.length; i++) {
            components.add(component(record, i));
        }
        return components;
    }

    /// A record of `components`; null if one of them is null and the constructor will not have it.
    @Nullable
    Object create(List<@Nullable Object> components) {
        try {
            return (Object) constructor.invokeExact(components.toArray());
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            if (components.contains(null)) {
                return null;
            }
            throw new StructureException("record " + type.getName() + " cannot be made from "
                    + components.stream().map(RecordType::brief).toList() + ": " + e);
        }
    }

    private static String brief(@Nullable Object component) {
        return component instanceof Tensor tensor ? tensor.type().toString() : String.valueOf(component);
    }

    @Override
    public String toString() {
        return type.getSimpleName() + Arrays.toString(type.getRecordComponents());
    }
}
