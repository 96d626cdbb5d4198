package fluxion.runtime.generated;

import fluxion.ir.FluxionException;
import java.util.Map;

/// Defines the classes of one generated program. Ordinary classes of a loader of their own: several classes may name
/// each other, and all are unloaded together when the program is no longer used.
public final class GeneratedClasses extends ClassLoader {
    private final Map<String, byte[]> classes;

    private GeneratedClasses(Map<String, byte[]> classes) {
        super("fluxion-generated", GeneratedClasses.class.getClassLoader());
        this.classes = classes;
    }

    /// An instance of the program the entry class of which is `entry`.
    ///
    /// @param classes class files by binary name
    public static GeneratedProgram instantiate(Map<String, byte[]> classes, String entry) {
        try {
            return (GeneratedProgram) new GeneratedClasses(Map.copyOf(classes))
                    .loadClass(entry)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new FluxionException("generated class " + entry + " cannot be used: " + e, e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
