package fluxion.compiler.jvm;

import fluxion.ir.Dim;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// How a direct method takes the arguments, extents and results of a program.
///
/// @param parameters what the method takes, in order
/// @param results where each result goes
/// @param returned the type of what the method returns; null for nothing
record DirectSignature(
        List<Parameter> parameters,
        List<DirectMethod.Place> results,
        @org.jspecify.annotations.Nullable TensorType returned) {
    /// A parameter of the method.
    sealed interface Parameter {
        /// What messages call it.
        String name();

        /// The JVM type.
        String descriptor();

        /// Argument number `number` of the program.
        record Argument(int number, TensorType type) implements Parameter {
            @Override
            public String name() {
                return "argument " + number + " (" + type + ")";
            }

            @Override
            public String descriptor() {
                return type.rank() == 0
                        ? JvmType.of(type.dtype()).descriptor()
                        : JvmType.of(type.dtype()).array();
            }
        }

        /// The value of a symbol that no argument of rank 1 shows.
        record Extent(String symbol) implements Parameter {
            @Override
            public String name() {
                return "extent " + symbol;
            }

            @Override
            public String descriptor() {
                return "I";
            }
        }

        /// Where result number `number` goes.
        record Result(int number, TensorType type) implements Parameter {
            @Override
            public String name() {
                return "result " + number + " (" + type + ")";
            }

            @Override
            public String descriptor() {
                return JvmType.of(type.dtype()).array();
            }
        }
    }

    static DirectSignature of(Program program) {
        var parameters = new ArrayList<Parameter>();
        var bound = new HashSet<String>();
        for (int i = 0; i < program.arguments().size(); i++) {
            var type = program.arguments().get(i);
            parameters.add(new Parameter.Argument(i, type));
            var symbol = type.rank() == 1 ? symbol(type.shape().dim(0)) : null;
            if (symbol != null) {
                bound.add(symbol);
            }
        }
        for (var symbol : program.symbols()) {
            if (bound.add(symbol)) {
                parameters.add(new Parameter.Extent(symbol));
            }
        }
        var places = new ArrayList<DirectMethod.Place>();
        TensorType returned = null;
        for (int i = 0; i < program.results().size(); i++) {
            var type = program.results().get(i);
            int shared = program.inPlace().get(i);
            if (i == 0 && type.rank() == 0) {
                returned = type;
                places.add(new DirectMethod.Place.Returned());
            } else if (shared >= 0 && type.rank() > 0) {
                places.add(new DirectMethod.Place.InArgument(shared));
            } else {
                places.add(new DirectMethod.Place.InParameter(parameters.size()));
                parameters.add(new Parameter.Result(i, type));
            }
        }
        return new DirectSignature(parameters, places, returned);
    }

    /// The symbol that `dim` is; null if it is no symbol.
    static @org.jspecify.annotations.Nullable String symbol(Dim dim) {
        var symbols = dim.symbols();
        return symbols.size() == 1 && dim.equals(Dim.symbol(symbols.getFirst())) ? symbols.getFirst() : null;
    }

    String descriptor() {
        var text = new StringBuilder("(");
        parameters.forEach(p -> text.append(p.descriptor()));
        return text.append(')')
                .append(returned == null ? "V" : JvmType.of(returned.dtype()).descriptor())
                .toString();
    }

    /// The extents that the method takes, in order.
    List<String> extents() {
        return parameters.stream()
                .filter(Parameter.Extent.class::isInstance)
                .map(p -> ((Parameter.Extent) p).symbol())
                .toList();
    }
}
