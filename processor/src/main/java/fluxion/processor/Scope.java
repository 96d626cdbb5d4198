package fluxion.processor;

import com.palantir.javapoet.NameAllocator;

/// The names of parameters and variables of one generated method.
final class Scope {
    private final NameAllocator names = new NameAllocator();

    /// `name`, or one like it that is not taken.
    String name(String name) {
        return names.newName(name);
    }

    /// `prefix` before `name`: `dX`.
    String name(String prefix, String name) {
        return name(prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1));
    }
}
