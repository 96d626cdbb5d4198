package fluxion.ir;

/// The line of Java that made a value. Takes no part in equality of values or in cache keys.
///
/// @param className the binary name of the class
/// @param method the method
/// @param file the source file
/// @param line the line, counted from 1; 0 where it is not known
public record SourcePosition(String className, String method, String file, int line) {
    /// The position that a stack frame shows.
    public static SourcePosition of(StackWalker.StackFrame frame) {
        var file = frame.getFileName();
        return new SourcePosition(
                frame.getClassName(),
                frame.getMethodName(),
                file == null ? "unknown source" : file,
                Math.max(frame.getLineNumber(), 0));
    }

    @Override
    public String toString() {
        return className + "." + method + "(" + file + ":" + line + ")";
    }
}
