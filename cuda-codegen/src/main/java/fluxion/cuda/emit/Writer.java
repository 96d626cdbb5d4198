package fluxion.cuda.emit;

import fluxion.ir.Value;

/// Lines of C with indentation, and fresh names.
final class Writer {
    private final StringBuilder out = new StringBuilder();
    private int indent;
    private int names;

    void line(String text) {
        out.append("  ".repeat(indent)).append(text).append('\n');
    }

    /// Whether the last line is `text`.
    boolean endsWith(String text) {
        int at = out.length() - text.length() - 1;
        return at >= 0 && out.indexOf(text, at) == at;
    }

    /// `header {`, then `body`, then `}`.
    void block(String header, Runnable body) {
        line(header + " {");
        indent++;
        body.run();
        indent--;
        line("}");
    }

    String fresh() {
        return "v" + names++;
    }

    /// Declares a constant for `value` with the value of `expression`, and names it.
    void define(Value value, Expressions expressions, String expression) {
        var name = fresh();
        line("const " + CType.of(value.dtype()) + " " + name + " = " + expression + ";");
        expressions.name(value, name);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
