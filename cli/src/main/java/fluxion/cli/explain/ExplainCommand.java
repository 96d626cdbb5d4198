package fluxion.cli.explain;

import fluxion.Fluxion;
import fluxion.cli.failure.CommandFailure;
import fluxion.compiler.pipeline.Explanation;
import fluxion.ir.TensorType;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.ParseException;
import fluxion.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fluxion explain CLASS#METHOD --stage NAME`: a function as it is at one stage of its way through the compiler.
@Command(
        name = "explain",
        description = "Prints a function as it is at one stage of its compilation.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "CLASS#METHOD",
            description =
                    "A static method of tensors and records of tensors, for example fluxion.cli.train.Mlp#loss, or of"
                            + " numbers and arrays, which is lifted from its bytecode.")
    private String function;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            defaultValue = "simplify",
            description = {
                "One of: ${COMPLETION-CANDIDATES}.",
                "  trace: the graph as it was captured, or lifted",
                "  vjp: with the gradient for the first parameter (for all of a lifted method), or for cotangents of a"
                        + " result that is no scalar",
                "  simplify: that, simplified",
                "  lower: as a program of kernels",
                "  bytecode: as JVM classes",
                "  cuda: as CUDA C",
                "  dot: the simplified graph for Graphviz"
            })
    private Stage stage;

    @Option(
            names = "--args",
            paramLabel = "TYPES",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "The types of the tensors that the method takes, in order, those of records one by one:"
                    + " 'f32[B,784], i32[B]'. A name is an extent that stays open.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            defaultValue = "",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "Folders and jars to find the class in, beside the command's own classes.")
    private String classPath;

    @Option(
            names = "--recompiles",
            description = "Instead of a stage: calls the compiled method once for each --args, and prints which calls"
                    + " compiled it anew, and why.")
    private boolean recompiles;

    @Option(
            names = "--memory",
            description = "Instead of a stage: how much memory the program works on at most, by its plan, and the"
                    + " largest buffers with the operations that write them.")
    private boolean memory;

    @Option(
            names = "--step",
            description = "The method is a step that replaces its first parameter: explains the method itself rather"
                    + " than its gradient.")
    private boolean step;

    /// Creates the command.
    public ExplainCommand() {}

    @Override
    public Integer call() throws IOException {
        if (function.indexOf('#') <= 0 || function.endsWith("#")) {
            throw badUse("'" + function + "' does not name a method; write CLASS#METHOD");
        }
        if (recompiles && (memory || step)) {
            throw badUse("--recompiles calls the method as it is; leave out --memory and --step");
        }
        if (types.size() > 1 && !recompiles) {
            throw badUse("--args is given " + types.size() + " times; only --recompiles compares calls");
        }
        try (var loader = new URLClassLoader(urls(), ExplainCommand.class.getClassLoader())) {
            var declared = declared(loader);
            var text = isOfNumbers(declared) ? shown(lifted(declared), Set.of()) : ofTensors(declared);
            var out = spec.commandLine().getOut();
            out.print(text.endsWith("\n") ? text : text + "\n");
            out.flush();
        }
        return 0;
    }

    private Method declared(ClassLoader loader) {
        try {
            return StaticMethod.declared(function, loader);
        } catch (IllegalArgumentException e) {
            throw badUse(String.valueOf(e.getMessage()));
        }
    }

    /// Whether `method` is plain Java, to be lifted: it takes numbers and arrays of them alone.
    private static boolean isOfNumbers(Method method) {
        return method.getParameterCount() > 0
                && Arrays.stream(method.getParameterTypes()).allMatch(type -> {
                    var element = type;
                    while (element.isArray()) {
                        element = element.componentType();
                    }
                    return element.isPrimitive();
                });
    }

    private Explanation lifted(Method method) {
        if (!types.isEmpty() || recompiles) {
            throw badUse((recompiles ? "--recompiles" : "--args") + " is for methods of tensors; " + function
                    + " takes numbers and arrays");
        }
        return Explanation.of(method);
    }

    private String ofTensors(Method declared) {
        var method = method(declared);
        var calls = calls(method);
        return recompiles
                ? recompiles(method, calls)
                : shown(
                        Explanation.of(method.name(), calls.getFirst(), method.firstLeaves(), method::apply),
                        step ? Set.copyOf(method.firstLeaves()) : Set.of());
    }

    private String shown(Explanation function, Set<Integer> donated) {
        var explained = step ? function.undifferentiated() : function;
        return memory ? explained.memory(donated).text() : stage.of(explained);
    }

    private StaticMethod method(Method declared) {
        try {
            return StaticMethod.of(declared);
        } catch (IllegalArgumentException e) {
            throw badUse(String.valueOf(e.getMessage()));
        }
    }

    private static String recompiles(StaticMethod method, List<List<TensorType>> calls) {
        var compiled = Fluxion.compile((List<Tensor> arguments) -> method.apply(arguments));
        for (var call : calls) {
            compiled.apply(call.stream()
                    .map(type -> Tensor.zeros(type.dtype(), type.shape().constants()))
                    .toList());
        }
        return compiled.explain();
    }

    /// The types of the arguments of each call.
    private List<List<TensorType>> calls(StaticMethod method) {
        var leaves = method.leaves();
        if (types.isEmpty() && !leaves.isEmpty()) {
            throw badUse("--args is missing; " + whatToWrite(leaves));
        }
        return types.isEmpty()
                ? List.of(List.of())
                : types.stream().map(text -> parse(text, leaves)).toList();
    }

    private List<TensorType> parse(String text, List<String> leaves) {
        List<TensorType> parsed;
        try {
            parsed = GraphParser.parseTypes(text);
        } catch (ParseException e) {
            throw badUse("--args '" + text + "' is no list of types: " + e.getMessage() + "; " + whatToWrite(leaves));
        }
        if (parsed.size() != leaves.size()) {
            throw badUse("--args '" + text + "' has " + parsed.size() + " types for " + leaves.size() + " tensors; "
                    + whatToWrite(leaves));
        }
        if (recompiles && !parsed.stream().allMatch(type -> type.shape().isConstant())) {
            throw badUse("--args '" + text + "' has an extent that is no number, but --recompiles calls the method");
        }
        return parsed;
    }

    private static String whatToWrite(List<String> leaves) {
        return leaves.isEmpty()
                ? "write --args ''"
                : "write the types of " + String.join(", ", leaves)
                        + " in this order, each like f32[32,784], i32[B] or f64 (a scalar): --args '"
                        + "f32[32,784]" + ", ...".repeat(leaves.size() > 1 ? 1 : 0) + "'";
    }

    private URL[] urls() {
        var urls = new ArrayList<URL>();
        for (var entry : classPath.isEmpty() ? new String[0] : classPath.split(File.pathSeparator, -1)) {
            var path = Path.of(entry);
            if (!Files.exists(path)) {
                throw badUse("--class-path names '" + entry + "', which does not exist");
            }
            try {
                urls.add(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new CommandFailure("'" + entry + "' cannot be on a class path: " + e.getMessage(), e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    private ParameterException badUse(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
