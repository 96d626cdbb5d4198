package fluxion.ir;

/// Messages with places for values, which are filled in when an operation fails.
public final class MessageTemplate {
    /// Stands for the next value.
    public static final char PLACE = '\u0001';

    private MessageTemplate() {}

    /// `template` with each [#PLACE] replaced by the next of `values`, as Java prints it.
    public static String fill(String template, Object... values) {
        var message = new StringBuilder();
        int next = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == PLACE) {
                message.append(values[next++]);
            } else {
                message.append(c);
            }
        }
        return message.toString();
    }

    static void check(Op op, String template, java.util.List<Value> values) {
        TypeRules.expect(
                op,
                template.chars().filter(c -> c == PLACE).count() == values.size(),
                () -> values.size() + " values for a message with another number of places");
        values.forEach(value -> TypeRules.scalar(op, value, value.dtype()));
    }
}
