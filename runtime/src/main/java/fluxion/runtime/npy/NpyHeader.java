package fluxion.runtime.npy;

import fluxion.runtime.FileFormatException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header of an NPY file, and its text: a Python dictionary literal with the keys `descr`, `fortran_order` and
/// `shape`.
///
/// @param type the element type
/// @param order the byte order of the elements
/// @param fortranOrder whether the first axis varies fastest
/// @param shape the dimensions, outermost first
record NpyHeader(NpyType type, ByteOrder order, boolean fortranOrder, List<Integer> shape) {
    /// The bytes before the text in format 1.0: six of magic, two of version, two of length.
    static final int PREFIX = 10;

    private static final int ALIGNMENT = 64;

    /// The number of elements.
    int size() {
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        return size;
    }

    /// The number of bytes of the elements.
    long dataBytes() {
        return (long) size() * type.bytes();
    }

    /// Parses the text of a header.
    ///
    /// @throws FileFormatException if the text is not such a dictionary, the type is not supported, or the shape
    /// overflows
    static NpyHeader parse(String source, String text) {
        return new Parser(source, text).header();
    }

    /// The text of the header, padded so that prefix and text fill a multiple of 64 bytes, as NumPy does.
    byte[] text() {
        var dimensions = new StringBuilder();
        for (int dimension : shape) {
            dimensions.append(dimension).append(shape.size() == 1 ? "," : ", ");
        }
        if (shape.size() > 1) {
            dimensions.setLength(dimensions.length() - 2);
        }
        var mark = type.bytes() == 1 ? "|" : order == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
        var dictionary = "{'descr': '" + mark + type.code() + "', 'fortran_order': " + (fortranOrder ? "True" : "False")
                + ", 'shape': (" + dimensions + "), }";
        int padding = Math.floorMod(-(PREFIX + dictionary.length() + 1), ALIGNMENT);
        return (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// A recursive-descent parser for the one dictionary that a header is.
    private static final class Parser {
        private final String source;
        private final String text;
        private int at;

        private @Nullable String descr;
        private @Nullable Boolean fortranOrder;
        private @Nullable List<Long> shape;

        Parser(String source, String text) {
            this.source = source;
            this.text = text;
        }

        NpyHeader header() {
            expect('{');
            while (!accept('}')) {
                entry();
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipSpace();
            if (at != text.length()) {
                throw bad("the end of the header");
            }
            if (descr == null || fortranOrder == null || shape == null) {
                throw new FileFormatException.BadHeader(
                        source, "the keys 'descr', 'fortran_order' and 'shape'", text.strip());
            }
            return new NpyHeader(type(descr), order(descr), fortranOrder, dimensions(shape));
        }

        private void entry() {
            var key = string("a key in quotes");
            expect(':');
            switch (key) {
                case "descr" -> descr = string("an element type in quotes (structured types are not supported)");
                case "fortran_order" -> fortranOrder = truth();
                case "shape" -> shape = tuple();
                default ->
                    throw new FileFormatException.BadHeader(
                            source, "the keys 'descr', 'fortran_order' and 'shape'", "'" + key + "'");
            }
        }

        private String string(String expected) {
            skipSpace();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
            if (end < 0) {
                throw bad(expected);
            }
            var string = text.substring(at + 1, end);
            at = end + 1;
            return string;
        }

        private boolean truth() {
            skipSpace();
            for (var word : List.of("True", "False")) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("True");
                }
            }
            throw bad("True or False");
        }

        private List<Long> tuple() {
            var dimensions = new ArrayList<Long>();
            expect('(');
            while (!accept(')')) {
                dimensions.add(dimension());
                if (!accept(',')) {
                    expect(')');
                    break;
                }
            }
            return dimensions;
        }

        private long dimension() {
            skipSpace();
            int start = at;
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
            }
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            try {
                long dimension = Long.parseLong(text, start, at, 10);
                accept('L'); // Python 2 wrote long integers so
                return dimension;
            } catch (NumberFormatException e) {
                at = start;
                throw bad("a dimension");
            }
        }

        private NpyType type(String code) {
            return NpyType.ofCode(code.substring(Math.min(code.length(), 1)))
                    .orElseThrow(() -> new FileFormatException.BadHeader(
                            source,
                            "an element type f4, f8, i4, i8, u1 or b1 (convert with `astype` in NumPy)",
                            "'" + code + "'"));
        }

        private ByteOrder order(String code) {
            return switch (code.charAt(0)) {
                case '<' -> ByteOrder.LITTLE_ENDIAN;
                case '>' -> ByteOrder.BIG_ENDIAN;
                case '=', '|' -> ByteOrder.nativeOrder();
                default ->
                    throw new FileFormatException.BadHeader(source, "a byte order <, >, = or |", "'" + code + "'");
            };
        }

        private List<Integer> dimensions(List<Long> shape) {
            boolean empty = shape.contains(0L);
            long size = 1;
            for (long dimension : shape) {
                if (dimension < 0 || dimension > Integer.MAX_VALUE) {
                    throw new FileFormatException.SizeOverflow(source, shape);
                }
                size *= empty ? 1 : dimension;
                if (size > Integer.MAX_VALUE) {
                    throw new FileFormatException.SizeOverflow(source, shape);
                }
            }
            return shape.stream().map(Math::toIntExact).toList();
        }

        private boolean accept(char c) {
            skipSpace();
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!accept(c)) {
                throw bad("`" + c + "`");
            }
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private FileFormatException bad(String expected) {
            var found = at < text.length() ? "`" + text.substring(at).strip() + "`" : "the end of the text";
            return new FileFormatException.BadHeader(source, expected + " at column " + at, found);
        }
    }
}
