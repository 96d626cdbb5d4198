package fluxion.benchmarks.gradbench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/// A call of a sweep in C++ with given arguments, whose arrays were copied out of the heap beforehand.
final class CppCall {
    /// Of a cache line.
    private static final int ALIGNMENT = 64;

    private final MethodHandle call;
    private final List<MemorySegment> results;

    private CppCall(MethodHandle call, List<MemorySegment> results) {
        this.call = call;
        this.results = results;
    }

    /// Arguments in order; an array for each result comes last.
    static final class Arguments {
        private final List<MemoryLayout> layouts = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();
        private final List<MemorySegment> results = new ArrayList<>();
        private final Arena arena = Arena.ofAuto();

        Arguments ints(int... numbers) {
            for (int number : numbers) {
                add(ValueLayout.JAVA_INT, number);
            }
            return this;
        }

        Arguments number(double value) {
            return add(ValueLayout.JAVA_DOUBLE, value);
        }

        Arguments array(double[] values) {
            var copy = arena.allocate(Math.max(1, values.length) * (long) Double.BYTES, ALIGNMENT);
            MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_DOUBLE, 0, values.length);
            return add(ValueLayout.ADDRESS, copy);
        }

        Arguments array(int[] values) {
            var copy = arena.allocate(Math.max(1, values.length) * (long) Integer.BYTES, ALIGNMENT);
            MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_INT, 0, values.length);
            return add(ValueLayout.ADDRESS, copy);
        }

        /// An array of whole numbers that the call writes and nobody reads.
        Arguments scratch(int length) {
            return array(new int[length]);
        }

        Arguments result(int length) {
            var result = arena.allocate(Math.max(1, length) * (long) Double.BYTES, ALIGNMENT)
                    .asSlice(0, length * (long) Double.BYTES);
            results.add(result);
            return add(ValueLayout.ADDRESS, result);
        }

        private Arguments add(MemoryLayout layout, Object value) {
            layouts.add(layout);
            values.add(value);
            return this;
        }

        /// The call of `function`.
        CppCall of(CppLibrary library, String function) {
            var type = FunctionDescriptor.ofVoid(layouts.toArray(MemoryLayout[]::new));
            var handle = library.function(function, type);
            return new CppCall(MethodHandles.insertArguments(handle, 0, values.toArray()), results);
        }
    }

    /// Computes the results.
    void run() {
        try {
            call.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("a function in C++ throws nothing", e);
        }
    }

    /// The results of the last run, one after the other.
    double[] results() {
        int length = 0;
        for (var result : results) {
            length += (int) (result.byteSize() / Double.BYTES);
        }
        var all = new double[length];
        int at = 0;
        for (var result : results) {
            int count = (int) (result.byteSize() / Double.BYTES);
            MemorySegment.copy(result, ValueLayout.JAVA_DOUBLE, 0, all, at, count);
            at += count;
        }
        return all;
    }
}
