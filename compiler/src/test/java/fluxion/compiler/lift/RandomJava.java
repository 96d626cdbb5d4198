package fluxion.compiler.lift;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes random Java methods that end: nested loops with breaks and continues, labelled ones too, switches, helpers,
/// arrays under two names and of lengths that data decide about, records and objects of final classes that are given,
/// helpers that call themselves, with arrays of other lengths, and that return arrays, integer and floating-point
/// arithmetic, exceptions.
final class RandomJava {
    private enum Kind {
        DOUBLE,
        INT,
        BOOLEAN
    }

    /// A variable in scope.
    private record Variable(String name, Kind kind, boolean isAssignable) {}

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<Variable> variables = new ArrayList<>();
    private final List<String> arrays = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private int names;
    private int loops;
    private int indent = 1;
    /// What calls itself; empty if nothing does.
    private String helper = "";
    /// What calls itself and returns an array; empty if nothing does.
    private String maker = "";
    /// Whether the method at hand returns an array.
    private boolean makes;

    private RandomJava(long seed) {
        this.random = new Random(seed);
    }

    /// The source of class `name` with methods `m0`, `m1`, ..., one for each seed.
    static String source(String name, long firstSeed, int methods) {
        var source = new StringBuilder(
                "final class " + name + " {\n"
                        + "    private static final double[] TABLE = {0.5, -1.25, 3};\n"
                        + "    static double helper(double a, int n) {\n"
                        + "        if (n > 3) { return a * 0.5; }\n"
                        + "        double s = a;\n"
                        + "        for (int i = 0; i < n; i++) { s = s * 0.75 + i; }\n"
                        + "        return s;\n    }\n"
                        + "    static void put(double[] a, int i, double v) { if (a.length > 0) { a[Math.floorMod(i, a.length)] += v; } }\n"
                        + "    static double total(double[] a) {\n"
                        + "        double s = 0;\n"
                        + "        for (int i = 0; i < a.length; i++) { s += a[i] * (i + 1); }\n"
                        + "        return s;\n    }\n"
                        + "    record Given(double u, double[] w, int c, Pair p) {}\n"
                        + "    static final class Thing { final double p; final double[] q; final int r;\n"
                        + "        Thing(double p, double[] q, int r) { this.p = p; this.q = q; this.r = r; }\n"
                        + "        double sum() { return p + r + q.length; } }\n"
                        + "    record Pair(double a, double b) { Pair turned(double by) { return new Pair(a - by * b, b + by * a); } }\n");
        for (int m = 0; m < methods; m++) {
            source.append(new RandomJava(firstSeed + m).method("m" + m));
        }
        return source.append("}\n").toString();
    }

    private static final String PARAMETERS =
            "(double a, double b, int n, boolean f, double[] x, double[] y, int[] k, Given g, Thing t";

    private String method(String name) {
        if (pick(4) == 0) {
            recursive("q" + name);
        }
        if (pick(4) == 0) {
            making("r" + name);
        }
        begin();
        if (pick(2) == 0) {
            arrays.addAll(List.of("g.w()", "t.q"));
        }
        line("static double " + name + PARAMETERS + ") {");
        block(3 + random.nextInt(5), 3);
        line("    return " + number(2) + ";");
        line("}");
        return out.toString();
    }

    /// Puts what a method is given in scope.
    private void begin() {
        variables.add(new Variable("a", Kind.DOUBLE, true));
        variables.add(new Variable("b", Kind.DOUBLE, true));
        variables.add(new Variable("n", Kind.INT, true));
        variables.add(new Variable("f", Kind.BOOLEAN, true));
        if (pick(2) == 0) {
            for (var name : List.of("g.u()", "g.p().a()", "t.p", "t.sum()")) {
                variables.add(new Variable(name, Kind.DOUBLE, false));
            }
            for (var name : List.of("g.c()", "t.r")) {
                variables.add(new Variable(name, Kind.INT, false));
            }
        }
        arrays.addAll(List.of("x", "y"));
    }

    /// A helper that calls itself, to a depth that nothing changes, with its arrays in one order or the other, or with
    /// parts of them.
    private void recursive(String name) {
        begin();
        variables.add(new Variable("d", Kind.INT, false));
        line("static double " + name + PARAMETERS + ", int d) {");
        block(1 + pick(3), 1);
        indent++;
        var guard = pick(2) == 0 ? "d > 0" : "d > 0 && " + condition(1);
        var passed = List.of(
                        "x, y",
                        "x, y",
                        "y, x",
                        "java.util.Arrays.copyOf(x, x.length / 2), y",
                        "java.util.Arrays.copyOfRange(y, y.length / 2, y.length), x",
                        "new double[" + length() + "], x")
                .get(pick(6));
        line("if (" + guard + ") { " + List.of("a", "b").get(pick(2)) + " += " + name + "(" + number(1) + ", "
                + number(0) + ", " + integer(1) + ", " + condition(0) + ", " + passed + ", k, g, t, d - "
                + (1 + pick(2)) + "); }");
        indent--;
        block(1 + pick(2), 1);
        line("    return " + number(2) + ";");
        line("}");
        variables.clear();
        arrays.clear();
        helper = name;
    }

    /// A helper that calls itself and returns an array as long as the first that it is given: of halves, or of one call
    /// to a depth.
    private void making(String name) {
        makes = true;
        begin();
        variables.add(new Variable("d", Kind.INT, false));
        line("static double[] " + name + PARAMETERS + ", int d) {");
        block(1 + pick(2), 1);
        indent++;
        var rest = ", k, g, t, d - 1)";
        var first = name + "(" + number(1) + ", b, " + integer(0) + ", f, ";
        if (pick(2) == 0) {
            line("if (d <= 0 || x.length < 2) { return " + (pick(8) == 0 ? "x" : "x.clone()") + "; }");
            line("double[] h = " + first + "java.util.Arrays.copyOf(x, x.length / 2), y" + rest + ";");
            line("double[] o = " + first + "java.util.Arrays.copyOfRange(x, x.length / 2, x.length), h" + rest + ";");
            line("var m = new double[x.length];");
            line("for (int i = 0; i < m.length; i++) {" + " m[i] = i < h.length ? h[i] * a : o[i - h.length] - i; }");
        } else {
            line("if (d <= 0) { return x.clone(); }");
            line("double[] m = " + first + List.of("x, y", "x.clone(), y").get(pick(2)) + rest + ";");
            line("for (int i = 0; i < m.length; i++) { m[i] = m[i] * b + i; }");
        }
        indent--;
        arrays.add("m");
        block(1 + pick(2), 1);
        line("    return m;");
        line("}");
        variables.clear();
        arrays.clear();
        makes = false;
        maker = name;
    }

    private void line(String text) {
        out.append("    ".repeat(indent)).append(text).append('\n');
    }

    private int pick(int bound) {
        return random.nextInt(bound);
    }

    private void block(int statements, int depth) {
        int scope = variables.size();
        int arrayScope = arrays.size();
        indent++;
        for (int i = 0; i < statements; i++) {
            statement(depth);
        }
        indent--;
        variables.subList(scope, variables.size()).clear();
        arrays.subList(arrayScope, arrays.size()).clear();
    }

    private void statement(int depth) {
        switch (pick(depth > 0 ? 20 : 8)) {
            case 0 -> declare();
            case 1, 2, 3 -> assign();
            case 4 -> store();
            case 5 -> special();
            case 6 -> line("put(" + array() + ", " + integer(1) + ", " + number(1) + ");");
            case 7 -> jump();
            case 8, 9, 10 -> branch(depth);
            case 11, 12, 13 -> forLoop(depth);
            case 14 -> whileLoop(depth);
            case 15 -> doLoop(depth);
            case 16 -> choice(depth);
            case 17 -> labelled(depth);
            case 18 -> forEach(depth);
            default -> declare();
        }
    }

    private String fresh(String prefix) {
        return prefix + names++;
    }

    private void declare() {
        var kind = Kind.values()[pick(3)];
        var name = fresh("v");
        line(switch (kind) {
                    case DOUBLE -> "double ";
                    case INT -> "int ";
                    case BOOLEAN -> "boolean ";
                }
                + name + " = " + expression(kind, 2) + ";");
        variables.add(new Variable(name, kind, true));
    }

    private void assign() {
        var candidates = variables.stream().filter(Variable::isAssignable).toList();
        var variable = candidates.get(pick(candidates.size()));
        var operator = switch (variable.kind) {
            case DOUBLE -> List.of("=", "+=", "-=", "*=").get(pick(4));
            case INT -> List.of("=", "+=", "^=", "*=", "-=").get(pick(5));
            case BOOLEAN -> List.of("=", "^=", "|=", "&=").get(pick(4));
        };
        line(variable.name + " " + operator + " " + expression(variable.kind, 2) + ";");
    }

    private void store() {
        var array = array();
        var operator = List.of("=", "+=", "*=").get(pick(3));
        if (pick(6) == 0) {
            line(array + "[" + integer(1) + "] " + operator + " " + number(2) + ";");
        } else {
            line("if (" + array + ".length > 0) { " + array + "[" + index(array) + "] " + operator + " " + number(2)
                    + "; }");
        }
    }

    private void special() {
        switch (pick(8)) {
            case 0 -> {
                var name = fresh("z");
                line("double[] " + name + " = " + array() + ";");
                arrays.add(name);
            }
            case 1 -> {
                var name = fresh("c");
                line("double[] " + name + " = " + array() + ".clone();");
                arrays.add(name);
            }
            case 2 -> {
                var name = fresh("w");
                line("double[] " + name + " = new double[" + array() + ".length + " + pick(3) + "];");
                arrays.add(name);
            }
            case 3 -> line("java.util.Arrays.fill(" + array() + ", " + number(1) + ");");
            case 4 -> {
                var name = fresh("p");
                line("var " + name + " = new Pair(" + number(1) + ", " + number(1) + ").turned(" + number(0) + ");");
                var sum = fresh("v");
                line("double " + sum + " = " + name + ".a() + " + name + ".b();");
                variables.add(new Variable(sum, Kind.DOUBLE, true));
            }
            case 5 -> {
                var name = fresh("d");
                line("double[] " + name + " = new double[" + length() + "];");
                arrays.add(name);
            }
            case 6 ->
                line("if (" + condition(1) + " && " + condition(1) + " && " + condition(0)
                        + ") { throw new IllegalStateException(\"at \" + n); }");
            default -> line("n = n & 7;");
        }
    }

    /// A length that the data decide about, now and then a negative one.
    private String length() {
        return switch (pick(4)) {
            case 0 -> "Math.min(" + array() + ".length, Math.abs(" + integer(1) + " % 5))";
            case 1 -> "(" + condition(1) + " ? 2 : " + array() + ".length)";
            case 2 -> "(" + integer(1) + " & 3) + " + pick(2);
            default -> integer(1) + " % 5";
        };
    }

    private void jump() {
        if (loops > 0 && pick(2) == 0) {
            var target = labels.isEmpty() || pick(2) == 0 ? "" : " " + labels.get(pick(labels.size()));
            line("if (" + condition(2) + ") { " + (pick(2) == 0 ? "break" : "continue") + target + "; }");
        } else {
            line("if (" + condition(2) + " && " + condition(0) + ") { return " + (makes ? "x.clone()" : number(1))
                    + "; }");
        }
    }

    private void branch(int depth) {
        line("if (" + condition(2) + ") {");
        block(1 + pick(3), depth - 1);
        if (pick(2) == 0) {
            line("} else {");
            block(1 + pick(2), depth - 1);
        }
        line("}");
    }

    private void forLoop(int depth) {
        var i = fresh("i");
        var header = switch (pick(4)) {
            case 0 -> "int " + i + " = 0; " + i + " < " + (1 + pick(4)) + "; " + i + "++";
            case 1 -> "int " + i + " = 0; " + i + " < " + array() + ".length; " + i + "++";
            case 2 -> "int " + i + " = " + array() + ".length - 1; " + i + " >= 0; " + i + " -= " + (1 + pick(2));
            default -> "int " + i + " = 1; " + i + " <= (n & 3); " + i + " += 1";
        };
        loop("for (" + header + ") {", i, depth, "}");
    }

    private void loop(String head, String counter, int depth, String tail) {
        boolean labelled = pick(4) == 0;
        var label = fresh("l");
        if (labelled) {
            line(label + ":");
            labels.add(label);
        }
        line(head);
        loops++;
        variables.add(new Variable(counter, Kind.INT, false));
        block(1 + pick(4), depth - 1);
        variables.removeLast();
        loops--;
        line(tail);
        if (labelled) {
            labels.removeLast();
        }
    }

    private void whileLoop(int depth) {
        var t = fresh("t");
        line("int " + t + " = 0;");
        loop("while (" + condition(1) + (pick(2) == 0 ? " && " : " & ") + t + "++ < 4) {", t, depth, "}");
    }

    private void doLoop(int depth) {
        var t = fresh("t");
        line("int " + t + " = 0;");
        loop("do {", t, depth, "} while (++" + t + " < 4 && " + condition(1) + ");");
    }

    private void forEach(int depth) {
        var v = fresh("e");
        loop("for (int " + v + " : k) {", v, depth, "}");
    }

    private void labelled(int depth) {
        if (pick(3) > 0) {
            forLoop(depth);
            return;
        }
        var label = fresh("b");
        line(label + ": {");
        block(1 + pick(2), depth - 1);
        line("    if (" + condition(1) + ") { break " + label + "; }");
        block(1 + pick(2), depth - 1);
        line("}");
    }

    private void choice(int depth) {
        if (pick(2) == 0) {
            var name = fresh("v");
            line("double " + name + " = switch (" + integer(1) + " & 3) { case 0 -> " + number(1) + "; case 1, 2 -> "
                    + number(1) + "; default -> " + number(1) + "; };");
            variables.add(new Variable(name, Kind.DOUBLE, true));
            return;
        }
        line("switch (" + integer(1) + " % 5) {");
        for (int c = -1; c < 3; c++) {
            line("    case " + c + " -> {");
            block(1, depth - 1);
            line("    }");
        }
        line("    default -> {}");
        line("}");
    }

    // ---------------------------------------------------------------- expressions

    private String array() {
        return arrays.get(pick(arrays.size()));
    }

    private String index(String array) {
        return "Math.floorMod(" + integer(1) + ", " + array + ".length)";
    }

    private String expression(Kind kind, int depth) {
        return switch (kind) {
            case DOUBLE -> number(depth);
            case INT -> integer(depth);
            case BOOLEAN -> condition(depth);
        };
    }

    private String variable(Kind kind, String otherwise) {
        var of = variables.stream().filter(v -> v.kind == kind).toList();
        return of.isEmpty() ? otherwise : of.get(pick(of.size())).name;
    }

    private String number(int depth) {
        if (depth == 0) {
            return pick(3) == 0
                    ? List.of("0.5", "1.0", "-2.0", "3.25", "1e-3", "0.0", "-0.0")
                            .get(pick(7))
                    : variable(Kind.DOUBLE, "1.5");
        }
        return switch (pick(14)) {
            case 0, 1 -> "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
            case 2, 3 -> "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
            case 4 -> "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
            case 5 -> "(" + number(depth - 1) + " / " + number(depth - 1) + ")";
            case 6 ->
                List.of("Math.sin", "Math.exp", "Math.abs", "Math.sqrt", "Math.tanh", "Math.cos", "Math.floor")
                                .get(pick(7))
                        + "(" + number(depth - 1) + ")";
            case 7 ->
                List.of("Math.max", "Math.min", "Math.hypot", "Math.pow").get(pick(4)) + "(" + number(depth - 1) + ", "
                        + number(depth - 1) + ")";
            case 8 -> "(" + condition(depth - 1) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
            case 9 ->
                helper.isEmpty() || variables.stream().anyMatch(v -> v.name.equals("d"))
                        ? "helper(" + number(depth - 1) + ", " + integer(0) + ")"
                        : helper + "(" + number(depth - 1) + ", " + number(0) + ", " + integer(0) + ", " + condition(0)
                                + ", x, " + List.of("x", "y").get(pick(2)) + ", k, g, t, " + pick(3) + ")";
            case 10 ->
                maker.isEmpty() || variables.stream().anyMatch(v -> v.name.equals("d"))
                        ? "(double) " + integer(depth - 1)
                        : "total(" + maker + "(" + number(depth - 1) + ", " + number(0) + ", n, " + condition(0) + ", "
                                + array() + ".clone(), x, k, g, t, " + pick(4) + "))";
            case 11 -> {
                var array = array();
                yield "(" + array + ".length > 0 ? " + array + "[" + index(array) + "] : " + number(depth - 1) + ")";
            }
            case 12 -> pick(5) == 0 ? array() + "[" + integer(0) + "]" : "TABLE[" + integer(0) + " & 1]";
            default -> "-(" + number(depth - 1) + ")";
        };
    }

    private String integer(int depth) {
        if (depth == 0) {
            return pick(3) == 0 ? String.valueOf(pick(9) - 2) : variable(Kind.INT, "2");
        }
        return switch (pick(10)) {
            case 0, 1 -> "(" + integer(depth - 1) + " + " + integer(depth - 1) + ")";
            case 2 -> "(" + integer(depth - 1) + " * " + integer(depth - 1) + ")";
            case 3 -> "(" + integer(depth - 1) + " - " + integer(depth - 1) + ")";
            case 4 -> "(" + integer(depth - 1) + List.of(" & ", " | ", " ^ ").get(pick(3)) + integer(depth - 1) + ")";
            case 5 ->
                "(" + integer(depth - 1) + List.of(" << ", " >> ", " >>> ").get(pick(3)) + integer(depth - 1) + ")";
            case 6 ->
                pick(4) == 0
                        ? "(" + integer(depth - 1) + " / " + integer(depth - 1) + ")"
                        : "(" + integer(depth - 1) + " % 7)";
            case 7 -> "(int) " + number(depth - 1);
            case 8 -> "(" + condition(depth - 1) + " ? " + integer(depth - 1) + " : " + integer(depth - 1) + ")";
            default -> array() + ".length";
        };
    }

    private String condition(int depth) {
        if (depth == 0) {
            return pick(2) == 0 ? variable(Kind.BOOLEAN, "f") : "(" + variable(Kind.DOUBLE, "a") + " > 0.25)";
        }
        return switch (pick(7)) {
            case 0, 1 ->
                "(" + number(depth - 1)
                        + List.of(" < ", " >= ", " == ", " != ", " > ", " <= ").get(pick(6)) + number(depth - 1) + ")";
            case 2, 3 ->
                "(" + integer(depth - 1)
                        + List.of(" < ", " >= ", " == ", " != ", " > ", " <= ").get(pick(6)) + integer(depth - 1) + ")";
            case 4 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
            case 5 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
            default -> "!" + condition(depth - 1);
        };
    }
}
