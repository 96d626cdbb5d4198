package fluxion.cli.explain;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/// Class files as text.
final class BytecodeText {
    private BytecodeText() {}

    /// The text of `classes`, in the order of their names.
    static String of(Map<String, byte[]> classes) {
        var text = new StringWriter();
        for (var file : new TreeMap<>(classes).values()) {
            new ClassReader(file).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), 0);
        }
        return text.toString();
    }
}
