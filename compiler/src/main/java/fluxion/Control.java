package fluxion;

import fluxion.compiler.trace.GraphTracer;
import fluxion.compiler.trace.GraphTracer.TracedRegion;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import fluxion.tensor.DTypeException;
import fluxion.tensor.Handles;
import fluxion.tensor.Structure;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Control flow that depends on tensors: one operation each, in compiled functions and outside of them. A branch or
/// body is called once, to be traced; it may use any tensor around it, and gives its results back. Tensors that it
/// makes may not leave it in another way, and variables may be read but not assigned in it.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public final class Control {
    private Control() {}

    /// The result of one of two branches, which give the same structure and types.
    ///
    /// @param condition a bool scalar
    public static <R> R cond(TensorLike condition, Supplier<R> whenTrue, Supplier<R> whenFalse) {
        var test = condition.tensor();
        checkBool("cond", test);
        var first = new Body("the first branch of Control.cond");
        var second = new Body("the second branch of Control.cond");
        var then = first.trace(List.of(), _ -> whenTrue.get());
        var otherwise = second.trace(List.of(), _ -> whenFalse.get());
        second.mustMatch(otherwise, first.structure(), then.region().yieldTypes());
        var operands = new ArrayList<Tensor>();
        operands.add(test);
        operands.addAll(then.captured());
        operands.addAll(otherwise.captured());
        var results = GraphTracer.current()
                .record(new ControlOp.If(Handles.of(test), then.region(), otherwise.region()), operands);
        return rebuilt(first.structure(), results);
    }

    /// `state = body(state)` while `condition(state)` holds; the state keeps structure and types.
    ///
    /// @param condition gives a bool scalar
    public static <S> S whileLoop(S initial, Function<S, ? extends TensorLike> condition, UnaryOperator<S> body) {
        var structure = Structure.of(initial);
        var leaves = structure.leaves(initial);
        var types = Traced.types(leaves);
        var test = new Body("the condition of Control.whileLoop");
        var conditions = test.trace(types, state -> {
            var holds = condition.apply(rebuilt(structure, state)).tensor();
            checkBool("whileLoop", holds);
            return holds;
        });
        var round = new Body("the body of Control.whileLoop");
        var rounds = round.trace(types, state -> body.apply(rebuilt(structure, state)));
        round.mustMatch(rounds, structure, List.copyOf(types));
        var operands = new ArrayList<>(leaves);
        operands.addAll(conditions.captured());
        operands.addAll(rounds.captured());
        var loop = new ControlOp.While(handles(leaves), conditions.region(), rounds.region());
        return rebuilt(structure, GraphTracer.current().record(loop, operands));
    }

    /// `state = body(i, state)` for i = 0 .. count-1, an `i64` scalar; the state keeps structure and types.
    public static <S> S forLoop(long count, S initial, BiFunction<Tensor, S, S> body) {
        // a constant of the program, not an argument: a known number of rounds makes better code
        return forLoop(Tensor.scalar(DType.I64, (double) count), initial, body);
    }

    /// `state = body(i, state)` for i = 0 .. count-1, an `i64` scalar; the state keeps structure and types.
    ///
    /// @param count an integer scalar; below 1 the initial state is the result
    public static <S> S forLoop(TensorLike count, S initial, BiFunction<Tensor, S, S> body) {
        var times = count.tensor();
        if (times.rank() != 0 || !times.dtype().isInteger()) {
            throw new DTypeException("forLoop: a count of type " + times.type() + "; it must be an i32 or i64 scalar");
        }
        times = times.cast(DType.I64);
        var structure = Structure.of(initial);
        var leaves = structure.leaves(initial);
        var parameters = new ArrayList<>(Traced.types(leaves));
        parameters.addFirst(TensorType.scalar(DType.I64));
        var round = new Body("the body of Control.forLoop");
        var rounds = round.trace(
                parameters, state -> body.apply(state.getFirst(), rebuilt(structure, state.subList(1, state.size()))));
        round.mustMatch(rounds, structure, List.copyOf(Traced.types(leaves)));
        var operands = new ArrayList<Tensor>();
        operands.add(times);
        operands.addAll(leaves);
        operands.addAll(rounds.captured());
        var loop = new ControlOp.For(Handles.of(times), handles(leaves), rounds.region());
        return rebuilt(structure, GraphTracer.current().record(loop, operands));
    }

    private static void checkBool(String op, Tensor condition) {
        if (!condition.type().equals(TensorType.scalar(DType.BOOL))) {
            throw new DTypeException(op + ": a condition of type " + condition.type()
                    + "; it must be a bool scalar, as a comparison of scalars, all() and any() give");
        }
    }

    private static List<Value> handles(List<Tensor> tensors) {
        return tensors.stream().map(Handles::of).toList();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the structure is that of a value of this type
    private static <S> S rebuilt(Structure structure, List<Tensor> leaves) {
        return (S) structure.rebuild(leaves.iterator());
    }

    /// The lambda behind a region: what it gives back.
    private static final class Body {
        private final String name;
        private @Nullable Structure structure;

        Body(String name) {
            this.name = name;
        }

        Structure structure() {
            return Objects.requireNonNull(structure);
        }

        TracedRegion trace(List<TensorType> parameters, Function<List<Tensor>, @Nullable Object> f) {
            return GraphTracer.current().traceRegion(name, parameters, tensors -> {
                var value = f.apply(tensors);
                structure = Structure.of(value);
                return structure.leaves(value);
            });
        }

        void mustMatch(TracedRegion traced, Structure expected, List<Type> types) {
            if (!structure().equals(expected) || !traced.region().yieldTypes().equals(types)) {
                throw new StructureException(name + " gives " + structure() + " of "
                        + traced.region().yieldTypes() + " where " + expected + " of " + types
                        + " is needed; both must be the same");
            }
        }
    }
}
