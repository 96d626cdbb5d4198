package fluxion.ir.text;

import fluxion.ir.IrException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// A cursor over text: skips blanks and comments, and knows where it is for the sake of messages.
final class Tokens {
    private final String text;
    private int at;

    Tokens(String text) {
        this.text = text;
        skip();
    }

    private void skip() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    boolean isAt(String token) {
        return text.startsWith(token, at);
    }

    boolean atEnd() {
        return at == text.length();
    }

    /// The offset of the next token.
    int offset() {
        return at;
    }

    /// Skips `token` if it comes next.
    boolean accept(String token) {
        if (!isAt(token)) {
            return false;
        }
        at += token.length();
        skip();
        return true;
    }

    void expect(String token) {
        if (!accept(token)) {
            throw unexpected("'" + token + "'");
        }
    }

    /// Skips the word `word` if it comes next and no longer word does.
    boolean acceptWord(String word) {
        int end = at + word.length();
        return !(end < text.length() && isWord(text.charAt(end))) && accept(word);
    }

    /// Reads characters that `part` accepts, at least one.
    String read(IntPredicate part, String expected) {
        int from = at;
        while (at < text.length() && part.test(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw unexpected(expected);
        }
        var token = text.substring(from, at);
        skip();
        return token;
    }

    String word(String expected) {
        return read(Tokens::isWord, expected);
    }

    static boolean isWord(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }

    /// Reads up to the next comma or closing bracket that is not inside parentheses.
    String scalar(String expected) {
        int depth = 0;
        int from = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n' || (depth == 0 && ",]}>)".indexOf(c) >= 0)) {
                break;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
        var token = text.substring(from, at).strip();
        if (token.isEmpty()) {
            throw unexpected(expected);
        }
        skip();
        return token;
    }

    /// Reads a quoted string.
    String string() {
        int from = at;
        if (!isAt("\"")) {
            throw unexpected("a string in double quotes");
        }
        var string = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            string.append(text.charAt(at) == '\\' ? escaped(from) : text.charAt(at++));
        }
        if (!isAt("\"")) {
            throw error(from, "the string has no end");
        }
        at++;
        skip();
        return string.toString();
    }

    private char escaped(int from) {
        char c = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        at += 2;
        if (c == '"' || c == '\\') {
            return c;
        }
        if (c == 'n') {
            return '\n';
        }
        if (c == 'u' && at + 4 <= text.length()) {
            at += 4;
            try {
                return (char) Integer.parseInt(text, at - 4, at, 16);
            } catch (NumberFormatException e) {
                throw error(from, "the string holds a \\u that four hexadecimal digits do not follow");
            }
        }
        throw error(from, "the string holds '\\" + c + "'; the escapes are \\\" \\\\ \\n and \\uXXXX");
    }

    /// What `value` gives; an [IrException] it throws becomes one that says where.
    <T> T located(int offset, Supplier<T> value) {
        try {
            return value.get();
        } catch (ParseException e) {
            throw e;
        } catch (IrException e) {
            throw error(offset, String.valueOf(e.getMessage()));
        }
    }

    ParseException unexpected(String expected) {
        return error(at, "expected " + expected + ", found " + found());
    }

    private String found() {
        if (atEnd()) {
            return "the end of the text";
        }
        int end = at;
        while (end < text.length() && (isWord(text.charAt(end)) || "%@.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return "'" + text.substring(at, Math.max(end, at + 1)) + "'";
    }

    ParseException error(int offset, String message) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new ParseException(line, offset - start + 1, message);
    }
}
