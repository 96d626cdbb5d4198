package fluxion.runtime;

import fluxion.ir.FluxionException;
import java.util.List;
import java.util.stream.LongStream;

/// A data file holds something other than its format allows.
///
/// Each kind of fault is a nested class that carries the wrong values, so that a program can react to the kind and a
/// person can read the message alone. `source` is what the reader was given: a path, or the name of a resource or
/// stream.
public abstract sealed class FileFormatException extends FluxionException {
    private static final long serialVersionUID = 1L;

    private final String source;

    private FileFormatException(String source, String message) {
        super(source + ": " + message);
        this.source = source;
    }

    /// The file, resource or stream that was read.
    public final String source() {
        return source;
    }

    /// The file ends before the data that its header announces.
    public static final class Truncated extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final long expectedBytes;
        private final long foundBytes;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param part what is not all there, in words
        /// @param expectedBytes what it and all before it take
        /// @param foundBytes what the file has
        public Truncated(String source, String part, long expectedBytes, long foundBytes) {
            super(
                    source,
                    "truncated: " + part + " needs " + expectedBytes + " bytes, the file has " + foundBytes
                            + "; fetch or write the file again");
            this.expectedBytes = expectedBytes;
            this.foundBytes = foundBytes;
        }

        /// The bytes that header or header and data need, counted from the start of the uncompressed file.
        public long expectedBytes() {
            return expectedBytes;
        }

        /// The bytes that the uncompressed file has.
        public long foundBytes() {
            return foundBytes;
        }
    }

    /// The file does not begin with the magic number of its format.
    public static final class WrongMagic extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final String expected;
        private final String found;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param expected the magic number of the format, in words
        /// @param found what the file begins with
        public WrongMagic(String source, String expected, String found) {
            super(source, "wrong magic number: expected " + expected + ", found " + found);
            this.expected = expected;
            this.found = found;
        }

        /// The magic number of the format, in words.
        public String expected() {
            return expected;
        }

        /// What the file begins with.
        public String found() {
            return found;
        }
    }

    /// The header is damaged, or asks for something that is not supported.
    public static final class BadHeader extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final String found;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param expected what the header may hold, in words
        /// @param found what it holds
        public BadHeader(String source, String expected, String found) {
            super(source, "bad header: expected " + expected + ", found " + found);
            this.found = found;
        }

        /// The offending part of the header.
        public String found() {
            return found;
        }
    }

    /// The dimensions in the header multiply to more elements than an array can hold.
    public static final class SizeOverflow extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final long[] shape;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param shape the dimensions that the header announces
        public SizeOverflow(String source, List<Long> shape) {
            super(
                    source,
                    "size overflow: shape " + shape + " has a negative dimension or more than " + Integer.MAX_VALUE
                            + " elements, the most that one array can hold");
            this.shape = shape.stream().mapToLong(Long::longValue).toArray();
        }

        /// The dimensions that the header announces.
        public List<Long> shape() {
            return LongStream.of(shape).boxed().toList();
        }
    }

    /// The file goes on after the data that its header announces.
    public static final class TrailingData extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final long expectedBytes;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param expectedBytes what header and data take
        public TrailingData(String source, long expectedBytes) {
            super(
                    source,
                    "size mismatch: header and data take " + expectedBytes
                            + " bytes, but more bytes follow; is the header" + " of another file?");
            this.expectedBytes = expectedBytes;
        }

        /// The bytes that header and data need, counted from the start of the uncompressed file.
        public long expectedBytes() {
            return expectedBytes;
        }
    }

    /// A value of the data lies outside the range that it must have.
    public static final class ValueOutOfRange extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final long index;
        private final long value;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param what the value is, in words
        /// @param index which one it is, counted from 0
        /// @param low the least value that is allowed
        /// @param high the greatest value that is allowed
        public ValueOutOfRange(String source, String what, long index, long value, long low, long high) {
            super(source, what + " " + index + " is " + value + ", expected " + low + " to " + high);
            this.index = index;
            this.value = value;
        }

        /// The position of the value, counted from 0.
        public long index() {
            return index;
        }

        /// The value that was found.
        public long value() {
            return value;
        }
    }

    /// Two files that belong together disagree.
    public static final class Mismatch extends FileFormatException {
        private static final long serialVersionUID = 1L;

        private final long expected;
        private final long found;

        /// A fault of the file, resource or stream `source`.
        ///
        /// @param what is counted
        /// @param found how many this file has
        /// @param other the file that it belongs to
        /// @param expected how many that has
        public Mismatch(String source, String what, long found, String other, long expected) {
            super(source, "has " + found + " " + what + ", but " + other + " has " + expected);
            this.expected = expected;
            this.found = found;
        }

        /// The number that the other file has.
        public long expected() {
            return expected;
        }

        /// The number that this file has.
        public long found() {
            return found;
        }
    }
}
