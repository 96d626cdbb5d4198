package fluxion.ir.interp;

import fluxion.ir.DType;
import fluxion.ir.IrException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads tensors and lists: `f32 1.5; i64[2] {1, 2}; list {f32 1; f32 2}`. Elements are numbers, `nan`, `inf`, `-inf`,
/// `true`, `false`; `{64 of 0.5}` is one element many times.
final class DataParser {
    private final String text;
    private int at;

    private DataParser(String text) {
        this.text = text;
    }

    static List<Datum> parse(String text) {
        var parser = new DataParser(text.strip());
        var data = parser.sequence();
        if (parser.at != parser.text.length()) {
            throw new IrException("cannot read '" + text + "' from " + parser.at);
        }
        return data;
    }

    private List<Datum> sequence() {
        var data = new ArrayList<Datum>();
        skip();
        while (at < text.length() && text.charAt(at) != '}') {
            data.add(datum());
            skip();
            if (at < text.length() && text.charAt(at) == ';') {
                at++;
                skip();
            }
        }
        return data;
    }

    private Datum datum() {
        var name = until(" [");
        if (name.equals("list")) {
            until("{");
            at++;
            var elements = sequence();
            at++;
            return ListValue.of(elements.toArray(Datum[]::new));
        }
        var dtype = DType.parse(name);
        if (text.charAt(at) == '[') {
            at++;
            var dims = until("]");
            until("{");
            at++;
            var elements = until("}");
            at++;
            return tensor(dtype, dims, elements);
        }
        return tensor(dtype, "", until(";}"));
    }

    private static TensorValue tensor(DType dtype, String dims, String elements) {
        var shape = Arrays.stream(dims.split(",", -1))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        var values = new ArrayList<String>();
        for (var element : elements.split(",", -1)) {
            var parts = element.strip().split(" of ", -1);
            for (int i = 0; i < (parts.length == 2 ? Integer.parseInt(parts[0]) : 1); i++) {
                values.add(parts[parts.length - 1]);
            }
        }
        values.removeIf(String::isEmpty);
        return TensorValue.of(array(dtype, values), shape);
    }

    private static Object array(DType dtype, List<String> values) {
        var array = Elements.allocate(dtype, values.size());
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i).replace("inf", "Infinity").replace("nan", "NaN");
            switch (dtype) {
                case BOOL -> ((boolean[]) array)[i] = Boolean.parseBoolean(value);
                case I32 -> ((int[]) array)[i] = Integer.parseInt(value);
                case I64 -> ((long[]) array)[i] = Long.parseLong(value);
                case F32 -> ((float[]) array)[i] = Float.parseFloat(value);
                case F64 -> ((double[]) array)[i] = Double.parseDouble(value);
            }
        }
        return array;
    }

    private String until(String stops) {
        int from = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at).strip();
    }

    private void skip() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
