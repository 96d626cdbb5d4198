package fluxion.compiler.lift;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The arrays that a body of a procedure returns. Each way out of it gives new ones, of the types that are assumed, and
/// shows what it would give of itself.
final class ReturnedArrays implements Regions.End {
    /// What is known of them.
    ///
    /// @param types their types, in the symbols of the procedure
    /// @param given the numbers of the arrays that the procedure is given of which one may be returned
    record Known(List<TensorType> types, Set<Integer> given) {
        static final Known NONE = new Known(List.of(), Set.of());
    }

    private final Lifting lifting;
    private final String name;
    private final Collection<String> symbols;
    private final Layout arguments;

    @Nullable
    private final Known assumed;

    private final List<List<TensorType>> shown = new ArrayList<>();
    private final Set<Integer> given = new TreeSet<>();

    /// @param name what messages call the method
    /// @param symbols those of the procedure
    /// @param arguments what it is given
    /// @param assumed what is known already; null if a call of the method does not come back as far as is known
    ReturnedArrays(
            Lifting lifting, String name, Collection<String> symbols, Layout arguments, @Nullable Known assumed) {
        this.lifting = lifting;
        this.name = name;
        this.symbols = symbols;
        this.arguments = arguments;
        this.assumed = assumed;
    }

    @Override
    public void leave(State state, GraphBuilder g) {
        state.push(new Way(state, g).result(state.pop()));
        for (int n = 0; n < state.roots().size(); n++) {
            // what is said of them while the body is under way is part of what is known now
            var root = state.roots().get(n);
            if (state.object(root) instanceof JavaObject.Elements(var content, var _)) {
                state.set(root, new JavaObject.Elements(content, wasConstant(n)));
            }
        }
    }

    private boolean wasConstant(int root) {
        return arguments.objects().get(root) instanceof Layout.ObjectForm.Elements(var _, boolean constant) && constant;
    }

    /// What is known after the body; null if it does not come back as far as is known.
    ///
    /// @throws LiftException if the lengths are not those of the arguments
    @Nullable
    Known found() {
        if (shown.isEmpty()) {
            return assumed;
        }
        var types = new ArrayList<TensorType>();
        for (int i = 0; i < shown.size(); i++) {
            var all = new ArrayList<TensorType>();
            if (assumed != null) {
                all.add(assumed.types().get(i));
            }
            shown.get(i).stream()
                    .filter(type -> symbols.containsAll(type.symbols()))
                    .forEach(all::add);
            types.add(best(all));
        }
        return new Known(List.copyOf(types), Collections.unmodifiableSet(given));
    }

    /// The type that all of `types` are taken to be: one with symbols, of which constant ones are cases.
    private TensorType best(List<TensorType> types) {
        for (var type : types) {
            if (!type.symbols().isEmpty()) {
                return type;
            }
        }
        if (types.stream().distinct().count() != 1) {
            throw lifting.problems()
                    .stop(
                            "a method that calls itself and returns arrays of lengths that those of its arguments do not"
                                    + " decide: " + name,
                            "write into an array that is passed, and return how much of it is used");
        }
        return types.getFirst();
    }

    /// One way out.
    private final class Way {
        private final State state;
        private final GraphBuilder g;
        private final Set<ObjectName> met = new HashSet<>();
        private int arrays;

        Way(State state, GraphBuilder g) {
            this.state = state;
            this.g = g;
        }

        JavaValue result(JavaValue value) {
            return switch (value) {
                case JavaValue.Scalar _ -> value;
                case JavaValue.Reference(var of) -> object(of);
                case JavaValue.Row _ ->
                    throw lifting.problems().stop("a row of a matrix as a result of " + name, "return a copy of it");
                case JavaValue.Null _, JavaValue.Comparison _, JavaValue.Text _ ->
                    throw lifting.problems()
                            .stop("a result of " + name + " that is null", "return a record or array on all paths");
            };
        }

        private JavaValue object(ObjectName of) {
            return switch (state.object(of)) {
                case JavaObject.Elements(var content, boolean constant) -> {
                    if (!met.add(of)) {
                        throw lifting.problems()
                                .stop("a result of " + name + " that has one array twice", "let it have a copy");
                    }
                    note(of, content, constant);
                    yield state.create(new JavaObject.Elements(array(content), false));
                }
                case JavaObject.Fields(var type, var fields) -> {
                    var parts = new TreeMap<String, JavaValue>();
                    // in the order of the components
                    for (var component : new Parts(lifting.files(), state, g)
                            .components(org.objectweb.asm.Type.getObjectType(type))) {
                        parts.put(component.name, result(Objects.requireNonNull(fields.get(component.name))));
                    }
                    yield state.create(new JavaObject.Fields(type, parts));
                }
                case JavaObject.Derivative _ ->
                    throw lifting.problems().stop("a derivative as a result of " + name, "return what it computes");
            };
        }

        private void note(ObjectName of, Value content, boolean constant) {
            if (shown.size() == arrays) {
                shown.add(new ArrayList<>());
            }
            shown.get(arrays).add(content.tensorType());
            for (int n = 0; n < state.roots().size(); n++) {
                var root = state.roots().get(n);
                // what a call inside has returned may be any of those that it may return
                boolean isSuspect = constant
                        && state.object(root) instanceof JavaObject.Elements(var _, boolean now)
                        && now
                        && !wasConstant(n);
                if (root == of || isSuspect) {
                    given.add(n);
                }
            }
        }

        private Value array(Value content) {
            int number = arrays++;
            return assumed == null
                    ? g.zero(content.tensorType().with(new Shape(Collections.nCopies(content.rank(), Dim.ZERO))))
                    : as(assumed.types().get(number), content);
        }

        /// `content`, which is checked to be of `type`, as that.
        private Value as(TensorType type, Value content) {
            if (content.type().equals(type)) {
                return content;
            }
            for (int axis = 0; axis < type.rank(); axis++) {
                var dim = type.shape().dim(axis);
                var found = content.shape().dim(axis);
                if (!dim.equals(found)) {
                    g.append(new TensorOp.RequireEqual(
                            found,
                            dim,
                            "an array that " + name + ", which calls itself, returns must have the same length, in"
                                    + " terms of those of its arguments, on each path"));
                }
            }
            var size = type.shape().size();
            var flat = g.reshape(content, Shape.of(content.shape().size()));
            var body = g.nested();
            var i = body.parameter(TensorType.scalar(DType.I64));
            var filled = body.parameter(type.with(Shape.of(size)));
            var element = body.add(new TensorOp.Load(flat, List.of(i), false));
            var round = body.finish(List.of(body.add(new TensorOp.Store(filled, List.of(i), element, false))));
            var start = g.add(new TensorOp.Copy(g.zero(filled.type())));
            var all = g.append(new ControlOp.For(g.size(size, DType.I64), List.of(start), round));
            return g.reshape(all.getFirst(), type.shape());
        }
    }
}
