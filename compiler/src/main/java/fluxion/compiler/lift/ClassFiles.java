package fluxion.compiler.lift;

import fluxion.ir.FluxionException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/// The class files that a class can see, read once each.
final class ClassFiles {
    private final ClassLoader loader;
    private final Map<String, Optional<ClassNode>> read = new HashMap<>();

    /// Those that `owner` sees.
    ClassFiles(Class<?> owner) {
        var own = owner.getClassLoader();
        this.loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    /// A method and the class that declares it.
    record Declared(ClassNode owner, MethodNode method) {
        boolean isStatic() {
            return (method.access & Opcodes.ACC_STATIC) != 0;
        }

        /// Whether the method catches exceptions. What javac adds around the accessors of a record pattern, to
        /// wrap what they throw, does not count.
        boolean catches() {
            return method.tryCatchBlocks.stream().anyMatch(block -> {
                for (AbstractInsnNode node = block.handler; node != null; node = node.getNext()) {
                    if (node instanceof TypeInsnNode create) {
                        return !create.desc.equals("java/lang/MatchException");
                    }
                }
                return true;
            });
        }

        boolean hasCode() {
            return method.instructions.size() > 0;
        }
    }

    /// The class called `internalName`, if there is a class file of it.
    Optional<ClassNode> find(String internalName) {
        return read.computeIfAbsent(internalName, this::read);
    }

    private Optional<ClassNode> read(String internalName) {
        try (var in = loader.getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                return Optional.empty();
            }
            var node = new ClassNode();
            new ClassReader(in).accept(node, ClassReader.SKIP_FRAMES);
            return Optional.of(node);
        } catch (IOException e) {
            throw new FluxionException("cannot read the class file of " + internalName.replace('/', '.') + ": " + e, e);
        }
    }

    /// The class itself.
    Class<?> load(String internalName) throws ClassNotFoundException {
        return Class.forName(internalName.replace('/', '.'), true, loader);
    }

    /// The method that a call of `name` on class `owner` means.
    Optional<Declared> method(String owner, String name, String descriptor) {
        for (var node = find(owner); node.isPresent(); node = superclass(node.get())) {
            for (var method : node.get().methods) {
                if (method.name.equals(name) && method.desc.equals(descriptor)) {
                    return Optional.of(new Declared(node.get(), method));
                }
            }
        }
        return find(owner).stream()
                .flatMap(node -> node.interfaces.stream())
                .flatMap(type -> method(type, name, descriptor).stream())
                .filter(Declared::hasCode)
                .findFirst();
    }

    /// The field `name` of class `owner`.
    Optional<FieldNode> field(String owner, String name) {
        for (var node = find(owner); node.isPresent(); node = superclass(node.get())) {
            for (var field : node.get().fields) {
                if (field.name.equals(name)) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    /// Whether class `name` is `ancestor` or extends or implements it.
    boolean isA(String name, String ancestor) {
        if (name.equals(ancestor)) {
            return true;
        }
        var node = find(name);
        return node.isPresent()
                && (node.get().interfaces.stream().anyMatch(type -> isA(type, ancestor))
                        || (node.get().superName != null && isA(node.get().superName, ancestor)));
    }

    private Optional<ClassNode> superclass(ClassNode node) {
        return node.superName == null ? Optional.empty() : find(node.superName);
    }
}
