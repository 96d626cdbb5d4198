package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every public type and method of the libraries has a documentation comment. What is in it, javac checks.
class JavadocTest {
    @Test
    void everythingPublicIsDocumented() throws IOException {
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var files = javac.getStandardFileManager(null, null, null)) {
            var sources = files.getJavaFileObjectsFromPaths(Repository.productSources());
            var task = (JavacTask) javac.getTask(null, files, null, List.of("-proc:none"), null, sources);
            var scanner = new Comments(DocTrees.instance(task));
            for (var unit : task.parse()) {
                scanner.scan(unit, null);
            }
            assertTrue(scanner.seen > 1000, () -> "only " + scanner.seen + " public declarations were seen");
            assertEquals(List.of(), scanner.missing, "public, and without a comment");
        }
    }

    private static final class Comments extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees trees;
        private final List<String> missing = new ArrayList<>();
        private int seen;

        Comments(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
            boolean isVisible = isPublic(tree.getModifiers());
            if (isVisible) {
                check(tree.getSimpleName().toString());
            }
            return isVisible ? super.visitClass(tree, null) : null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
            var modifiers = tree.getModifiers();
            boolean overrides = modifiers.getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            if (isPublic(modifiers) && !overrides) {
                check(tree.getName().toString());
            }
            return null;
        }

        /// Also what an interface declares, unless it is private.
        private boolean isPublic(ModifiersTree modifiers) {
            var flags = modifiers.getFlags();
            boolean inInterface = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE;
            return flags.contains(Modifier.PUBLIC) || (inInterface && !flags.contains(Modifier.PRIVATE));
        }

        private void check(String name) {
            seen++;
            TreePath path = getCurrentPath();
            if (trees.getDocComment(path) == null) {
                var unit = path.getCompilationUnit();
                long start = trees.getSourcePositions().getStartPosition(unit, path.getLeaf());
                missing.add(Repository.name(Path.of(unit.getSourceFile().toUri())) + ":"
                        + unit.getLineMap().getLineNumber(start) + " " + name);
            }
        }
    }
}
