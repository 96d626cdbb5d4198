package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Rules on the source text that no compiler flag states.
class SourceRulesTest {
    /// Files that may be longer than [#LONGEST] lines, since each is one table: of operations, of methods that
    /// delegate, or of one function for each number of arguments.
    private static final Map<String, Integer> TABLES = Map.of(
            "ir/src/main/java/fluxion/ir/TensorOp.java", 1000,
            "ir/src/main/java/fluxion/ir/BufferOp.java", 600,
            "compiler/src/main/java/fluxion/Fluxion.java", 1000,
            "compiler/src/main/java/fluxion/Gradient.java", 700,
            "compiler/src/main/java/fluxion/Compiled.java", 600,
            "runtime/src/main/java/fluxion/tensor/Tensor.java", 700,
            "runtime/src/main/java/fluxion/tensor/TensorLike.java", 900);

    private static final int LONGEST = 500;

    @Test
    void noSwitchOverOurSealedTypesAndEnumsHasADefault() throws IOException {
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var files = javac.getStandardFileManager(null, null, null)) {
            var options = List.of(
                    "-proc:none",
                    "-Xlint:none",
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-classpath",
                    System.getProperty("java.class.path"));
            var sources = files.getJavaFileObjectsFromPaths(Repository.productSources());
            var task = (JavacTask) javac.getTask(null, files, null, options, null, sources);
            var units = task.parse();
            task.analyze();
            var scanner = new Switches(Trees.instance(task));
            units.forEach(unit -> scanner.scan(unit, null));
            assertTrue(scanner.ours > 50, () -> "only " + scanner.ours + " switches over our types were seen");
            assertEquals(List.of(), scanner.found, "a `default` hides the case that somebody adds next");
        }
    }

    /// Looks at the type of what each `switch` switches over.
    private static final class Switches extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Trees trees;
        private final List<String> found = new ArrayList<>();
        private int ours;

        Switches(Trees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
            check(tree.getExpression(), tree.getCases());
            return super.visitSwitch(tree, null);
        }

        @Override
        public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
            check(tree.getExpression(), tree.getCases());
            return super.visitSwitchExpression(tree, null);
        }

        private void check(ExpressionTree selector, List<? extends CaseTree> cases) {
            if (!isOurs(trees.getTypeMirror(new TreePath(getCurrentPath(), selector)))) {
                return;
            }
            ours++;
            for (var branch : cases) {
                if (branch.getLabels().stream().anyMatch(DefaultCaseLabelTree.class::isInstance)) {
                    found.add(position(branch));
                }
            }
        }

        private static boolean isOurs(@Nullable TypeMirror type) {
            return type instanceof DeclaredType declared
                    && declared.asElement() instanceof TypeElement element
                    && element.getQualifiedName().toString().startsWith("fluxion.")
                    && (element.getKind() == ElementKind.ENUM
                            || element.getModifiers().contains(Modifier.SEALED));
        }

        private String position(CaseTree branch) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long start = trees.getSourcePositions().getStartPosition(unit, branch);
            return Repository.name(Path.of(unit.getSourceFile().toUri())) + ":"
                    + unit.getLineMap().getLineNumber(start);
        }
    }

    @Test
    void filesAreShortUnlessTheyAreATable() throws IOException {
        var tooLong = new TreeMap<String, Integer>();
        for (var file : Repository.productSources()) {
            int lines = Files.readAllLines(file).size();
            var name = Repository.name(file);
            if (lines > TABLES.getOrDefault(name, LONGEST)) {
                tooLong.put(name, lines);
            }
        }
        assertEquals(Map.of(), tooLong, "split what does several things; a table goes into the list of this test");
        for (var table : TABLES.keySet()) {
            assertTrue(Files.exists(Repository.ROOT.resolve(table)), () -> table + " is in the list but not there");
        }
    }

    @Test
    void librariesDoNotWriteToTheStandardStreams() throws IOException {
        var found = new ArrayList<String>();
        for (var file : Repository.productSources()) {
            var name = Repository.name(file);
            if (name.startsWith("cli/") || name.startsWith("tests/")) {
                continue; // a command is there to write
            }
            var lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).matches("(?!\\s*//).*(System\\.(out|err)\\b|printStackTrace|\\bIO\\.print).*")) {
                    found.add(name + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), found, "say it in an exception, or through System.Logger");
    }

    @Test
    void nothingIsLeftToDo() throws IOException {
        var found = new ArrayList<String>();
        for (var file : Repository.productSources()) {
            var lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).matches(".*\\b(TO" + "DO|FIX" + "ME|XXX)\\b.*")) {
                    found.add(Repository.name(file) + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), found);
    }
}
