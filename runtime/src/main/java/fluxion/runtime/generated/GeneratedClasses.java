package fluxion.runtime.generated;

import fluxion.ir.FluxionException;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Defines the classes of one generated program. Ordinary classes of a loader of their own: several classes may name
/// each other, and all are unloaded together when the program is no longer used.
public final class GeneratedClasses extends ClassLoader {
    private final Map<String, Supplier<byte[]>> classes;

    private GeneratedClasses(Map<String, Supplier<byte[]>> classes) {
        super("fluxion-generated", GeneratedClasses.class.getClassLoader());
        this.classes = new ConcurrentHashMap<>(classes);
    }

    /// An instance of the program the entry class of which is `entry`.
    ///
    /// @param classes what makes class files, by binary name; asked when a class is first used
    public static GeneratedProgram instantiate(Map<String, Supplier<byte[]>> classes, String entry) {
        try {
            return (GeneratedProgram) new GeneratedClasses(classes)
                    .loadClass(entry)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new FluxionException("generated class " + entry + " cannot be used: " + e, e);
        }
    }

    /// The class called `name`, of the file `bytes`, in a loader of its own: an ordinary class, so that its frames
    /// are in stack traces.
    public static Class<?> define(String name, byte[] bytes) {
        try {
            return new GeneratedClasses(Map.of(name, () -> bytes)).loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new FluxionException("generated class " + name + " cannot be used: " + e, e);
        }
    }

    /// The class of the file `bytes`, of this package, as one that is unloaded with the last use of it. Its frames
    /// are in no stack trace. It reads `data` as a constant ([MethodHandles#classDataAt]).
    public static Class<?> hidden(byte[] bytes, List<?> data) {
        try {
            return MethodHandles.lookup()
                    .defineHiddenClassWithClassData(bytes, data, false)
                    .lookupClass();
        } catch (IllegalAccessException e) {
            throw new FluxionException("a generated class cannot be used: " + e, e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var file = classes.remove(name);
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        var bytes = file.get();
        return defineClass(name, bytes, 0, bytes.length);
    }
}
