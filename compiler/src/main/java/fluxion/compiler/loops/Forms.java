package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Integer scalars as polynomials, at one place of a graph.
///
/// The polynomial of a value is the value, as a whole number: arithmetic that might wrap around at this place makes an
/// atom instead. A walk through the graph opens a scope for each region ([#open]), says there what holds
/// ([#assume(Value, boolean)]), and closes it.
final class Forms {
    private static final int DEPTH = 64;
    private static final int LEVELS = 3;

    private final Bounds bounds;
    private final Map<Value, Dim> atoms = new HashMap<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private int depth;

    /// What was found in one region, and where the assumptions stood before it.
    private record Scope(int mark, Map<Value, Dim> forms) {}

    Forms(Bounds bounds) {
        this.bounds = bounds;
        open();
    }

    /// The bounds of atoms.
    Bounds bounds() {
        return bounds;
    }

    /// Opens a scope within this one.
    void open() {
        scopes.push(new Scope(bounds.mark(), new HashMap<>()));
    }

    /// Closes the innermost scope: what was assumed and found in it is forgotten.
    void close() {
        bounds.release(scopes.pop().mark);
    }

    /// Makes `form` the form of `value` in this scope.
    void bind(Value value, Dim form) {
        scopes.getFirst().forms.put(value, form);
    }

    /// The unknown that stands for `value` itself.
    Dim atom(Value value) {
        var atom = atoms.get(value);
        if (atom == null) {
            atom = bounds.atom();
            atoms.put(value, atom);
        }
        switch (value.dtype()) {
            case BOOL -> within(atom, 0, 1);
            case I32 -> within(atom, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case I64, F32, F64 -> {}
        }
        return atom;
    }

    private void within(Dim atom, long low, long high) {
        if (bounds.low(atom) < low) {
            bounds.assume(atom.plus(-low));
        }
        if (bounds.high(atom) > high) {
            bounds.assume(Dim.of(high).minus(atom));
        }
    }

    /// Whether `value` is an integer scalar.
    static boolean isInteger(Value value) {
        return value.type() instanceof TensorType(var dtype, var shape) && shape.rank() == 0 && dtype.isInteger();
    }

    /// Whether each number that `form` can be is one of `dtype`, an integer type.
    boolean fits(Dim form, DType dtype) {
        return dtype == DType.I32
                ? bounds.within(form, Integer.MIN_VALUE, Integer.MAX_VALUE)
                : bounds.within(form, 1 - Bounds.LIMIT, Bounds.LIMIT - 1);
    }

    /// The form of `value`, an integer scalar.
    Dim of(Value value) {
        for (var scope : scopes) {
            var known = scope.forms.get(value);
            if (known != null && (scope == scopes.getFirst() || isFinal(value, known))) {
                return known;
            }
        }
        if (depth > DEPTH) {
            return atom(value);
        }
        depth++;
        var form = make(value);
        depth--;
        bind(value, form);
        return form;
    }

    /// Whether `form` is not worth another look where more is known: sums may turn out not to wrap there.
    private boolean isFinal(Value value, Dim form) {
        return !(value.def() instanceof ScalarOp.Binary || value.def() instanceof ScalarOp.Convert)
                || !form.equals(atoms.get(value));
    }

    private Dim make(Value value) {
        return switch (value.def()) {
            case null -> atom(value);
            case ScalarOp.Constant c when Math.abs(c.bits()) < Bounds.LIMIT -> Dim.of(c.bits());
            case ScalarOp.Size(var dim) -> dim;
            case ScalarOp.Convert(var x, var dtype)
            when isInteger(x) -> dtype == DType.I64 ? of(x) : fitting(of(x), value);
            case ScalarOp.Binary(var fn, var x, var y) -> binary(fn, x, y, value);
            case ScalarOp.Unary(var fn, var x) when fn == UnaryFn.NEG -> fitting(of(x).times(-1), value);
            case ScalarOp.Select(var condition, var whenTrue, var whenFalse) -> {
                var atom = atom(value);
                union(atom, List.of(new Case(condition, true, whenTrue), new Case(condition, false, whenFalse)));
                yield atom;
            }
            case ControlOp.If(var condition, var whenTrue, var whenFalse) -> {
                var atom = atom(value);
                int i = value.index();
                union(
                        atom,
                        List.of(
                                new Case(condition, true, whenTrue.yields().get(i)),
                                new Case(condition, false, whenFalse.yields().get(i))));
                yield atom;
            }
            case TensorOp.ListLength _ -> {
                var atom = atom(value);
                within(atom, 0, Integer.MAX_VALUE);
                yield atom;
            }
            case Op _ -> atom(value);
        };
    }

    private Dim fitting(Dim form, Value value) {
        return fits(form, value.dtype()) ? form : atom(value);
    }

    private Dim binary(BinaryFn fn, Value left, Value right, Value value) {
        var x = of(left);
        var y = of(right);
        return switch (fn) {
            case ADD -> fitting(x.plus(y), value);
            case SUB -> fitting(x.minus(y), value);
            case MUL -> fitting(x.times(y), value);
            case MIN -> extreme(x, y, value);
            case MAX -> extreme(x.times(-1), y.times(-1), value);
            case DIV -> quotient(x, y, value);
            case REM -> remainder(x, y, value);
            case AND -> {
                var atom = atom(value);
                for (var mask : List.of(x, y)) {
                    if (mask.isConstant() && mask.constant() >= 0) {
                        within(atom, 0, mask.constant());
                    }
                }
                yield atom;
            }
            case SHL ->
                y.isConstant() && y.constant() >= 0 && y.constant() < 31
                        ? fitting(x.times(1L << y.constant()), value)
                        : atom(value);
            case SHR ->
                y.isConstant() && y.constant() >= 0 && y.constant() < 31 && bounds.holds(x)
                        ? quotient(x, Dim.of(1L << y.constant()), value)
                        : atom(value);
            case USHR, OR, XOR -> atom(value);
        };
    }

    /// The lesser of the two; for the greater, both are negated, and it is too.
    private Dim extreme(Dim x, Dim y, Value value) {
        boolean least = value.def() instanceof ScalarOp.Binary(var fn, var _, var _) && fn == BinaryFn.MIN;
        int sign = least ? 1 : -1;
        if (bounds.atMost(x, y)) {
            return x.times(sign);
        }
        if (bounds.atMost(y, x)) {
            return y.times(sign);
        }
        var atom = atom(value);
        var result = atom.times(sign);
        bounds.assume(x.minus(result));
        bounds.assume(y.minus(result));
        long low = Math.min(bounds.low(x), bounds.low(y));
        if (low > -Bounds.LIMIT) {
            bounds.assume(result.plus(-low));
        }
        var candidates = new ArrayList<>(List.of(Dim.ZERO));
        candidates.addAll(bounds.lower(x));
        candidates.addAll(bounds.lower(y));
        for (var candidate : candidates) {
            if (bounds.atMost(candidate, x) && bounds.atMost(candidate, y)) {
                bounds.assume(result.minus(candidate));
            }
        }
        return atom;
    }

    private Dim quotient(Dim x, Dim y, Value value) {
        var atom = atom(value);
        if (bounds.holds(x) && bounds.holds(y.plus(-1))) {
            bounds.assume(atom);
            bounds.assume(x.minus(atom));
            bounds.assume(x.minus(atom.times(y)));
            bounds.assume(atom.times(y).plus(y).minus(x).plus(-1));
        }
        return atom;
    }

    private Dim remainder(Dim x, Dim y, Value value) {
        var atom = atom(value);
        if (bounds.holds(y.plus(-1))) {
            bounds.assume(y.plus(-1).minus(atom));
            if (bounds.holds(x)) {
                bounds.assume(atom);
                bounds.assume(x.minus(atom));
            } else {
                bounds.assume(atom.plus(y).plus(-1));
            }
        }
        return atom;
    }

    // ---------------------------------------------------------------------------------------- one of several

    /// `value` where `condition` is `truth`.
    private record Case(Value condition, boolean truth, Value value) {}

    /// Gives `atom`, which is one of `cases`, the bounds that hold in each.
    private void union(Dim atom, List<Case> cases) {
        // outside of the cases first: what is found there serves in all of them, and is not found again in each
        cases.forEach(it -> form(it.condition));
        var candidates = cases.stream().map(it -> of(it.value)).toList();
        long low = Bounds.LIMIT;
        long high = -Bounds.LIMIT;
        for (var it : cases) {
            open();
            assume(it.condition, it.truth);
            var form = of(it.value);
            low = Math.min(low, bounds.low(form));
            high = Math.max(high, bounds.high(form));
            close();
        }
        if (low > -Bounds.LIMIT) {
            bounds.assume(atom.plus(-low));
        }
        if (high < Bounds.LIMIT) {
            bounds.assume(Dim.of(high).minus(atom));
        }
        for (var candidate : candidates) {
            if (candidate.isConstant()) {
                continue;
            }
            if (all(cases, 0, form -> bounds.atMost(form, candidate))) {
                bounds.assume(candidate.minus(atom));
            }
            if (all(cases, 0, form -> bounds.atMost(candidate, form))) {
                bounds.assume(atom.minus(candidate));
            }
        }
    }

    private boolean all(List<Case> cases, int levels, Predicate<Dim> holds) {
        boolean all = true;
        for (var it : cases) {
            open();
            assume(it.condition, it.truth);
            all = all && everywhere(it.value, levels, holds);
            close();
        }
        return all;
    }

    /// Whether `holds` is true of the form of `value`, looking at each branch that makes it apart.
    boolean everywhere(Value value, Predicate<Dim> holds) {
        return everywhere(value, LEVELS, holds);
    }

    private boolean everywhere(Value value, int levels, Predicate<Dim> holds) {
        if (holds.test(of(value))) {
            return true;
        }
        return levels > 0
                && value.def() instanceof ControlOp.If(var condition, var whenTrue, var whenFalse)
                && all(
                        List.of(
                                new Case(condition, true, whenTrue.yields().get(value.index())),
                                new Case(condition, false, whenFalse.yields().get(value.index()))),
                        levels - 1,
                        holds);
    }

    // ---------------------------------------------------------------------------------------- conditions

    /// Finds the forms that [#assume(Value, boolean)] looks at.
    private void form(Value condition) {
        switch (condition.def()) {
            case ScalarOp.Compare(var _, var x, var y)
            when isInteger(x) -> {
                of(x);
                of(y);
            }
            case ScalarOp.Unary(var fn, var x) when fn == UnaryFn.NOT -> form(x);
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.AND || fn == BinaryFn.OR -> {
                form(x);
                form(y);
            }
            case ControlOp.If(var inner, var whenTrue, var whenFalse) -> {
                form(inner);
                form(whenTrue.yields().get(condition.index()));
                form(whenFalse.yields().get(condition.index()));
            }
            case null -> {}
            case Op _ -> {}
        }
    }

    /// Notes that `condition`, a bool, is `truth` in this scope.
    void assume(Value condition, boolean truth) {
        switch (condition.def()) {
            case ScalarOp.Compare(var fn, var x, var y)
            when isInteger(x) -> compare(truth ? fn : Comparisons.negated(fn), of(x), of(y));
            case ScalarOp.Unary(var fn, var x) when fn == UnaryFn.NOT -> assume(x, !truth);
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == (truth ? BinaryFn.AND : BinaryFn.OR) -> {
                assume(x, truth);
                assume(y, truth);
            }
            case ControlOp.If(var inner, var whenTrue, var whenFalse) -> {
                branch(condition, inner, true, whenTrue, whenFalse, truth);
                branch(condition, inner, false, whenFalse, whenTrue, truth);
            }
            case null -> {}
            case Op _ -> {}
        }
    }

    /// The branch `taken` was, if the other yields a constant that is not `truth`.
    private void branch(Value condition, Value inner, boolean side, Region taken, Region other, boolean truth) {
        var constant = other.yields().get(condition.index()).constant();
        if (constant != null && (constant.bits() != 0) != truth) {
            assume(inner, side);
            assume(taken.yields().get(condition.index()), truth);
        }
    }

    private void compare(CompareFn fn, Dim x, Dim y) {
        switch (fn) {
            case EQ -> bounds.assumeEqual(x, y);
            case NE -> {
                if (bounds.atMost(x, y)) {
                    bounds.assume(y.minus(x).plus(-1));
                } else if (bounds.atMost(y, x)) {
                    bounds.assume(x.minus(y).plus(-1));
                }
            }
            case LT -> bounds.assume(y.minus(x).plus(-1));
            case LE -> bounds.assume(y.minus(x));
            case GT -> bounds.assume(x.minus(y).plus(-1));
            case GE -> bounds.assume(x.minus(y));
        }
    }
}
