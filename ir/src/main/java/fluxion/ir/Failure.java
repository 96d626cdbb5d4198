package fluxion.ir;

/// How operations fail: exceptions of a class that is known by name, with messages that have places for values.
public final class Failure {
    /// Stands for the next value.
    public static final char PLACE = '\u0001';

    private Failure() {}

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

    /// Throws an exception of class `exception` (binary name) with the message that `values` and `template` give;
    /// with none if the message is empty.
    ///
    /// @param loader what finds the class
    /// @throws EvaluationException with both, if there is no such class that can be made so
    public static void raise(ClassLoader loader, String exception, String template, Object... values) {
        var message = fill(template, values);
        Throwable failure;
        try {
            failure = create(Class.forName(exception, true, loader).asSubclass(Throwable.class), message);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new EvaluationException(exception + ": " + message);
        }
        Failure.<RuntimeException>sneak(failure);
    }

    private static Throwable create(Class<? extends Throwable> type, String message)
            throws ReflectiveOperationException {
        if (message.isEmpty()) {
            return type.getConstructor().newInstance();
        }
        // an AssertionError takes any object
        var parameter = type == AssertionError.class ? Object.class : String.class;
        return type.getConstructor(parameter).newInstance(message);
    }

    // a checked exception stays what it is
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    static void check(Op op, String template, java.util.List<Value> values) {
        TypeRules.expect(
                op,
                template.chars().filter(c -> c == PLACE).count() == values.size(),
                () -> values.size() + " values for a message with another number of places");
        values.forEach(value -> TypeRules.scalar(op, value, value.dtype()));
    }
}
