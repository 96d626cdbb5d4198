package fluxion.ir;

import java.util.List;

/// An operation: what it is applied to, and what it yields.
///
/// Each operation is a record of one of the four families below, and **the record header is its whole schema**: a
/// [Value] or `List<Value>` component is an operand, a [Region] component is a nested region, anything else is an
/// attribute ([OpSchema]). The printer, the parser, the copier and value numbering read the header; none of them names
/// an operation.
///
/// | family | works on | belongs to |
/// |---|---|---|
/// | [ScalarOp] | tensors elementwise, or scalars | graphs and programs |
/// | [ControlOp] | anything | graphs and programs |
/// | [TensorOp] | whole tensors and lists of them | graphs |
/// | [BufferOp] | scalars and buffers | programs |
///
/// The families list no subtypes: their operations are the records of their files. Every pass that must know all
/// operations of a level switches over [GraphOp] or [ProgramOp] without a `default`, so a new record is a compile error
/// in each of them until it is handled. An operand order of a record is also the order of evaluation.
public sealed interface Op permits GraphOp, ProgramOp {
    /// The type rule: the types of the results.
    ///
    /// @throws IrException if the operands do not have the types that the operation needs
    List<Type> types();

    /// Whether evaluating this does something besides yielding results (writes, prints, may fail): it is then
    /// neither removed, nor merged with an equal one, nor moved past another effect.
    default boolean hasEffect() {
        return false;
    }

    /// Whether two evaluations with the same operands may stand for each other.
    default boolean isNumbered() {
        return !hasEffect();
    }

    /// Whether this may be evaluated where the program would not have: it has no effect and needs nothing to be
    /// true of its operands.
    default boolean isTotal() {
        if (hasEffect()) {
            return false;
        }
        return OpSchema.regions(this).stream()
                .allMatch(region ->
                        region.body().stream().allMatch(node -> node.op().isTotal()));
    }

    /// The operands that this takes over, so that it may change them in place: no later operation may use them.
    default List<Value> consumes() {
        return List.of();
    }
}
