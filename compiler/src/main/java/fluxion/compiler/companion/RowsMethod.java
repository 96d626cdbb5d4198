package fluxion.compiler.companion;

import fluxion.compiler.jvm.RowLoop;
import fluxion.tensor.ShapeException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A compiled derivative for each of many rows: a loop over calls of that for one. Each row may have other sizes.
///
/// @param row the derivative for one row
/// @param rows the numbers of the arguments that have a value for each row
/// @param signature its types
/// @param handle what computes it into given arrays
record RowsMethod(SingleMethod row, List<Integer> rows, Signature signature, MethodHandle handle)
        implements LinkedMethod {
    /// `row` for each of many rows.
    ///
    /// @param parameters the numbers of the parameters of the method that have a value for each row, of `own` ones
    static RowsMethod of(SingleMethod row, List<Integer> parameters, int own) {
        var arguments = new ArrayList<Class<?>>();
        var rows = new ArrayList<Integer>();
        var roles = new ArrayList<RowLoop.Role>();
        var one = row.signature().arguments();
        for (int i = 0; i < one.size(); i++) {
            // what is given beyond the parameters of the method has rows
            boolean hasRows = i >= own || parameters.contains(i);
            arguments.add(hasRows ? one.get(i).arrayType() : one.get(i));
            roles.add(hasRows ? RowLoop.Role.ELEMENT : RowLoop.Role.SHARED);
            if (hasRows) {
                rows.add(i);
            }
        }
        var results = row.flat().results();
        for (int i = 0; i < results.size(); i++) {
            roles.add(
                    results.get(i).isArray()
                            ? RowLoop.Role.ELEMENT
                            : i == row.flat().returned() ? RowLoop.Role.RETURNED : RowLoop.Role.HELD);
        }
        var types = new Signature(arguments, arrays(results));
        return new RowsMethod(
                row,
                List.copyOf(rows),
                new Signature(arguments, arrays(row.signature().results())),
                RowLoop.of(
                        row.handle(),
                        types.handle(),
                        roles,
                        arguments.size(),
                        row.operations(),
                        row.signature().equals(row.flat())
                                        && row.graph().parameters().size() == arguments.size()
                                ? RowBlock.of(row.graph(), Set.copyOf(rows), row.written())
                                : Optional.empty()));
    }

    private static List<Class<?>> arrays(List<Class<?>> types) {
        return types.stream().<Class<?>>map(Class::arrayType).toList();
    }

    @Override
    public Object[] call(@Nullable Object... arguments) throws Throwable {
        row.checkCount(arguments);
        int count = count(arguments);
        var types = row.flat().results();
        var results = new Object[types.size()];
        for (int i = 0; i < results.length; i++) {
            results[i] = Array.newInstance(types.get(i), count);
        }
        for (int r = 0; r < count && types.stream().anyMatch(Class::isArray); r++) {
            var fresh = row.fresh(argumentsOf(r, arguments));
            for (int i = 0; i < results.length; i++) {
                if (types.get(i).isArray()) {
                    Array.set(results[i], r, fresh[i]);
                }
            }
        }
        var all = new ArrayList<@Nullable Object>(Arrays.asList(arguments));
        all.addAll(Arrays.asList(results));
        handle.invokeWithArguments(all);
        return packed(results, count);
    }

    /// How many rows there are.
    private int count(@Nullable Object[] arguments) {
        int count = -1;
        for (int i : rows) {
            var argument = arguments[i];
            if (argument == null || !argument.getClass().isArray()) {
                throw new ShapeException("argument " + i + " of '" + row.name()
                        + "' must be an array with a value for each row, found "
                        + (argument == null ? "null" : argument.getClass().getSimpleName()));
            }
            int length = Array.getLength(argument);
            if (count >= 0 && length != count) {
                throw new ShapeException("argument " + i + " of '" + row.name() + "' has " + length + " rows, argument "
                        + rows.getFirst() + " has " + count);
            }
            count = length;
        }
        return count;
    }

    private @Nullable Object[] argumentsOf(int r, @Nullable Object[] arguments) {
        var one = arguments.clone();
        for (int i : rows) {
            one[i] = Array.get(arguments[i], r);
        }
        return one;
    }

    /// Arrays of records, where results are records.
    private Object[] packed(Object[] results, int count) {
        var types = row.signature().results();
        if (types.equals(row.flat().results())) {
            return results;
        }
        var packed = types.stream().map(type -> Array.newInstance(type, count)).toArray();
        for (int r = 0; r < count; r++) {
            int at = r;
            var one = Records.packed(
                    types,
                    Arrays.stream(results).map(result -> Array.get(result, at)).toArray());
            for (int i = 0; i < packed.length; i++) {
                Array.set(packed[i], r, one[i]);
            }
        }
        return packed;
    }
}
