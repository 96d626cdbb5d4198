package fluxion.benchmarks.gradbench;

import fluxion.cli.bench.BenchmarkFailure;
import org.opentest4j.TestAbortedException;

/// The sweeps in C++, compiled once for all tests.
final class TestLibrary {
    /// A [CppLibrary] or the [BenchmarkFailure] that says why there is none.
    private static final Object COMPILED = compiled();

    private TestLibrary() {}

    private static Object compiled() {
        try {
            return CppLibrary.compile("-O3");
        } catch (BenchmarkFailure e) {
            return e;
        }
    }

    /// @throws TestAbortedException if there is no g++
    static CppLibrary get() {
        if (COMPILED instanceof CppLibrary library) {
            return library;
        }
        throw new TestAbortedException(COMPILED.toString());
    }
}
