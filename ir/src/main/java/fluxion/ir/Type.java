package fluxion.ir;

/// The type of a [Value]. Every value has exactly one.
///
/// [TensorType], [ListType] and [FrameType] are the types of graphs; lowered programs have rank-0 tensors (scalars),
/// [BufferType], lists of scalars or buffers, and frames.
public sealed interface Type permits TensorType, ListType, FrameType, BufferType {}
