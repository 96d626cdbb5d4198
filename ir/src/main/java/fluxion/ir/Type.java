package fluxion.ir;

/// The type of a [Value]. Every value has exactly one.
///
/// [TensorType] and [ListType] are the types of graphs; lowered programs have rank-0 tensors (scalars),
/// [BufferType] and lists of scalars or buffers.
public sealed interface Type permits TensorType, ListType, BufferType {}
