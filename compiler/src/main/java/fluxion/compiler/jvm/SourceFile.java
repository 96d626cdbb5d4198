package fluxion.compiler.jvm;

import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The source file that the line numbers of a method are for.
final class SourceFile {
    private SourceFile() {}

    /// The file that most operations of `region` come from; null if none has one.
    static @Nullable String of(Region region) {
        var counts = new TreeMap<String, Integer>();
        count(region, counts);
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static void count(Region region, Map<String, Integer> counts) {
        for (var node : region.body()) {
            var position = node.position();
            if (position != null) {
                counts.merge(position.file(), 1, Integer::sum);
            }
            OpSchema.regions(node.op()).forEach(inner -> count(inner, counts));
        }
    }
}
