package fluxion.compiler.lift;

import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Copies with other extents in place of symbols.
public final class Specialisation extends GraphCopier {
    private final Map<String, Dim> extents;
    private final Function<String, Dim> fresh;

    /// @param extents what each symbol becomes; others stay
    public Specialisation(Map<String, Dim> extents) {
        this(extents, Dim::symbol);
    }

    /// @param extents what each symbol becomes; others stay
    /// @param fresh what a symbol becomes that is bound in what is copied
    Specialisation(Map<String, Dim> extents, Function<String, Dim> fresh) {
        this.extents = new HashMap<>(extents);
        this.fresh = fresh;
    }

    @Override
    protected Type type(Type type) {
        return type.substitute(extents);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder to) {
        if (op instanceof ControlOp.Extent extent) {
            extents.computeIfAbsent(extent.name(), fresh);
        }
        var parts = OpSchema.components(op).stream().map(this::component).toArray();
        return to.append(OpSchema.of(op).create(parts));
    }

    private Object component(Object component) {
        return switch (component) {
            case Dim dim -> dim.substitute(extents);
            case Shape shape -> shape.substitute(extents);
            case Type type -> type(type);
            case List<?> list -> list.stream().map(this::component).toList();
            default -> component;
        };
    }
}
