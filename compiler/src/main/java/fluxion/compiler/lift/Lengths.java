package fluxion.compiler.lift;

import fluxion.ir.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The lengths of the arrays that a procedure is given, in symbols of its own, each of which is one of the lengths.
///
/// @param dims the lengths, in the order of the arrays and of their axes
record Lengths(List<Dim> dims) {
    /// Copies the list.
    Lengths {
        dims = List.copyOf(dims);
    }

    /// Those of a procedure that is called with arrays of lengths `given`: constants stay, symbols have new names.
    ///
    /// @param fresh gives new symbols
    static Lengths of(List<Dim> given, Supplier<Dim> fresh) {
        var own = new HashMap<String, Dim>();
        for (var dim : given) {
            if (isSymbol(dim)) {
                own.computeIfAbsent(dim.symbols().getFirst(), _ -> fresh.get());
            }
        }
        var others = new HashMap<Dim, Dim>();
        return new Lengths(given.stream()
                .map(dim -> own.keySet().containsAll(dim.symbols())
                        ? dim.substitute(own)
                        : others.computeIfAbsent(dim, _ -> fresh.get()))
                .toList());
    }

    /// The symbols, in order.
    List<String> symbols() {
        return dims.stream()
                .filter(Lengths::isSymbol)
                .map(dim -> dim.symbols().getFirst())
                .distinct()
                .toList();
    }

    /// The values of the symbols for which these are the lengths `given`; nothing if there are none.
    Optional<List<Dim>> values(List<Dim> given) {
        var values = new HashMap<String, Dim>();
        for (int i = 0; i < dims.size(); i++) {
            if (isSymbol(dims.get(i))) {
                values.putIfAbsent(dims.get(i).symbols().getFirst(), given.get(i));
            }
        }
        var found = dims.stream().map(dim -> dim.substitute(values)).toList();
        return found.equals(given)
                ? Optional.of(symbols().stream().map(values::get).toList())
                : Optional.empty();
    }

    /// Lengths of which these are a case, and `given` are one.
    ///
    /// @param fresh gives new symbols
    Lengths widened(List<Dim> given, Supplier<Dim> fresh) {
        record Pair(Dim own, Dim given) {}
        var seen = new HashMap<Pair, Dim>();
        var wider = new ArrayList<Dim>();
        for (int i = 0; i < given.size(); i++) {
            var pair = new Pair(dims.get(i), given.get(i));
            wider.add(
                    pair.own().isConstant() && pair.own().equals(pair.given())
                            ? pair.own()
                            : seen.computeIfAbsent(pair, _ -> fresh.get()));
        }
        return new Lengths(wider);
    }

    private static boolean isSymbol(Dim dim) {
        return dim.symbols().size() == 1 && dim.equals(Dim.symbol(dim.symbols().getFirst()));
    }
}
