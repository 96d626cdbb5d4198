package fluxion.tests.alone;

import fluxion.ir.DType;
import fluxion.runtime.Executable;
import fluxion.runtime.Storage;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Runs emitted programs with nothing but `fluxion.runtime` and `fluxion.ir` on the class path, and prints a digest of
/// the bits of their results.
public final class ProgramRunner {
    private ProgramRunner() {}

    /// A program as it is written down: one line of the list.
    ///
    /// @param entry the class
    /// @param arguments dtype and number of elements of each argument
    /// @param results likewise
    record Listed(String entry, List<String> arguments, List<String> results) {
        static Listed parse(String line) {
            var parts = line.split(" ", -1);
            return new Listed(parts[0], types(parts[1]), types(parts[2]));
        }

        private static List<String> types(String text) {
            return text.isEmpty() ? List.of() : List.of(text.split(","));
        }

        @Override
        public String toString() {
            return entry + " " + String.join(",", arguments) + " " + String.join(",", results);
        }
    }

    /// Runs each program of the list.
    ///
    /// @param arguments the list, and how often to run each program: all runs must give the same bits
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        int runs = Integer.parseInt(arguments[1]);
        for (var line : Files.readAllLines(Path.of(arguments[0]))) {
            var listed = Listed.parse(line);
            var program = Class.forName(listed.entry())
                    .asSubclass(Executable.class)
                    .getDeclaredConstructor()
                    .newInstance();
            var inputs = new Storage[listed.arguments().size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = filled(listed.arguments().get(i), i);
            }
            var digest = "";
            for (int run = 0; run < runs; run++) {
                var results =
                        listed.results().stream().map(ProgramRunner::storage).toArray(Storage[]::new);
                program.run(inputs, results, new long[0]);
                // the first runs are interpreted by the JVM, later ones compiled
                if (Integer.bitCount(run + 1) == 1 || run + 1 == runs) {
                    var bits = digest(Arrays.stream(results).map(Storage::array).toArray());
                    digest = run == 0 || digest.equals(bits) ? bits : "run " + run + " differs";
                }
            }
            System.out.println(listed.entry() + " " + digest);
        }
    }

    private static Storage storage(String type) {
        int colon = type.indexOf(':');
        return Storage.allocate(DType.parse(type.substring(0, colon)), Long.parseLong(type.substring(colon + 1)));
    }

    /// An argument: numbers between -2 and 2 that look random, and are the same everywhere.
    static Storage filled(String type, int seed) {
        var storage = storage(type);
        long state = 0x9E3779B97F4A7C15L * (seed + 1);
        for (int i = 0; i < storage.size(); i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            double number = (state >> 11) * 0x1p-52 * 2;
            switch (storage.array()) {
                case float[] a -> a[i] = (float) number;
                case double[] a -> a[i] = number;
                case int[] a -> a[i] = (int) (state >>> 61);
                case long[] a -> a[i] = state >>> 61;
                case boolean[] a -> a[i] = state < 0;
                case Object other -> throw new IllegalStateException("storage " + other.getClass());
            }
        }
        return storage;
    }

    /// A number that arrays of the same bits have in common; all NaNs count as one.
    static String digest(Object[] arrays) {
        long hash = 17;
        for (var array : arrays) {
            for (int i = 0; i < Array.getLength(array); i++) {
                long bits = switch (array) {
                    case float[] a -> Float.floatToIntBits(a[i]);
                    case double[] a -> Double.doubleToLongBits(a[i]);
                    case int[] a -> a[i];
                    case long[] a -> a[i];
                    case boolean[] a -> a[i] ? 1 : 0;
                    case Object other -> throw new IllegalStateException("array " + other.getClass());
                };
                hash = Long.rotateLeft(hash * 0x100000001B3L ^ bits, 23);
            }
        }
        return Long.toHexString(hash);
    }
}
