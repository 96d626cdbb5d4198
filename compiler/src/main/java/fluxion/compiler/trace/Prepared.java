package fluxion.compiler.trace;

import fluxion.runtime.Executable;

/// A program of eager use, ready to run, and what has been learnt about those who use it.
final class Prepared {
    private final Executable executable;
    private final int[] inPlace;
    private final boolean reusesMemory;
    private volatile boolean keeping;
    private volatile boolean overwriting = true;

    Prepared(CompiledGraph compiled) {
        this.executable = compiled.executable();
        this.inPlace = compiled.inPlace().stream().mapToInt(Integer::intValue).toArray();
        this.reusesMemory = compiled.inPlace().stream().anyMatch(argument -> argument >= 0);
    }

    Executable executable() {
        return executable;
    }

    /// The argument whose storage result `result` may be given, or -1.
    int inPlace(int result) {
        return overwriting ? inPlace[result] : -1;
    }

    /// Whether results are given memory of values that variables had before.
    boolean isOverwriting() {
        return overwriting && reusesMemory;
    }

    /// Notes that somebody wanted what was overwritten; from now on nothing is.
    void stopOverwriting() {
        overwriting = false;
    }

    /// Whether large gradients are kept that the program computes on the way to what is assigned.
    boolean isKeeping() {
        return keeping;
    }

    /// Notes that somebody wanted what was not kept; from now on it is.
    void keep() {
        keeping = true;
    }
}
