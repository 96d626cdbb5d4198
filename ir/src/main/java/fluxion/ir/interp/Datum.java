package fluxion.ir.interp;

/// What a [fluxion.ir.Value] is at run time.
public sealed interface Datum permits TensorValue, ListValue, FrameValue, BufferValue, BufferList {}
