package fluxion.nn.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.runtime.FileFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The header of a file: which tensors it has, and where.
///
/// @param entries the tensors, in order of their data, which leave no gaps
/// @param metadata texts about the file
record Header(List<Entry> entries, SequencedMap<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// A tensor.
    ///
    /// @param begin where its data begin, counted from the end of the header
    record Entry(String name, TensorType type, long begin) {
        long bytes() {
            return type.shape().elements() * type.dtype().bytes();
        }
    }

    /// The header of `tensors`: those with longer elements first, so that each is aligned.
    static Header of(SequencedMap<String, TensorType> tensors, Map<String, String> metadata) {
        var names = new ArrayList<>(tensors.sequencedEntrySet());
        names.sort(Comparator.comparingInt(named -> -named.getValue().dtype().bytes()));
        var entries = new ArrayList<Entry>();
        long at = 0;
        for (var named : names) {
            var entry = new Entry(named.getKey(), named.getValue(), at);
            entries.add(entry);
            at += entry.bytes();
        }
        return new Header(entries, new LinkedHashMap<>(new TreeMap<>(metadata)));
    }

    /// How many bytes the data take.
    long dataBytes() {
        return entries.isEmpty()
                ? 0
                : entries.getLast().begin() + entries.getLast().bytes();
    }

    /// The text, filled with blanks to a multiple of 8 bytes.
    byte[] toBytes() throws IOException {
        var root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            var texts = root.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        for (var entry : entries) {
            var node = root.putObject(entry.name());
            node.put("dtype", code(entry.type().dtype()));
            var shape = node.putArray("shape");
            for (long extent : entry.type().shape().constants()) {
                shape.add(extent);
            }
            node.putArray("data_offsets").add(entry.begin()).add(entry.begin() + entry.bytes());
        }
        byte[] text = JSON.writeValueAsBytes(root);
        var padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private static String code(DType dtype) {
        return switch (dtype) {
            case BOOL -> "BOOL";
            case I32 -> "I32";
            case I64 -> "I64";
            case F32 -> "F32";
            case F64 -> "F64";
        };
    }

    /// @throws FileFormatException if the text is no header of this format
    static Header parse(String source, byte[] text) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw bad(source, "a JSON object with each name once", e.getOriginalMessage());
        }
        if (root == null || !root.isObject()) {
            throw bad(source, "a JSON object", String.valueOf(root));
        }
        var entries = new ArrayList<Entry>();
        var metadata = new LinkedHashMap<String, String>();
        for (var named : root.properties()) {
            if (named.getKey().equals(METADATA)) {
                texts(source, named.getValue(), metadata);
            } else {
                entries.add(entry(source, named.getKey(), named.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::bytes));
        long at = 0;
        for (var entry : entries) {
            if (entry.begin() != at) {
                throw bad(
                        source,
                        "data of " + entry.name() + " from byte " + at + " on, without gaps or overlaps",
                        "byte " + entry.begin());
            }
            at = Math.addExact(at, entry.bytes());
        }
        return new Header(entries, metadata);
    }

    private static void texts(String source, JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw bad(source, "texts under " + METADATA, node.toString());
        }
        for (var text : node.properties()) {
            if (!text.getValue().isTextual()) {
                throw bad(
                        source,
                        "a text as metadata " + text.getKey(),
                        text.getValue().toString());
            }
            metadata.put(text.getKey(), text.getValue().textValue());
        }
    }

    private static Entry entry(String source, String name, JsonNode node) {
        var dtype = dtype(source, name, node.path("dtype"));
        long[] shape = numbers(source, "the shape of " + name, node.path("shape"));
        long[] offsets = numbers(source, "the data_offsets of " + name, node.path("data_offsets"));
        if (offsets.length != 2 || offsets[1] < offsets[0]) {
            throw bad(
                    source,
                    "two ascending data_offsets of " + name,
                    node.path("data_offsets").toString());
        }
        var entry = new Entry(name, new TensorType(dtype, Shape.of(shape)), offsets[0]);
        if (entry.type().shape().elements() > Integer.MAX_VALUE) {
            throw new FileFormatException.SizeOverflow(
                    source, Arrays.stream(shape).boxed().toList());
        }
        if (entry.bytes() != offsets[1] - offsets[0]) {
            throw bad(
                    source,
                    entry.bytes() + " bytes of " + name + ", which is " + entry.type(),
                    (offsets[1] - offsets[0]) + " bytes");
        }
        return entry;
    }

    private static DType dtype(String source, String name, JsonNode node) {
        var code = node.asText();
        for (var dtype : DType.values()) {
            if (node.isTextual() && code(dtype).equals(code)) {
                return dtype;
            }
        }
        throw bad(source, "BOOL, I32, I64, F32 or F64 as the dtype of " + name, node.toString());
    }

    private static long[] numbers(String source, String what, JsonNode node) {
        var numbers = new ArrayList<Long>();
        for (var number : node) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                throw bad(source, "whole numbers of at least 0 as " + what, node.toString());
            }
            numbers.add(number.longValue());
        }
        if (!node.isArray()) {
            throw bad(source, "a list as " + what, node.toString());
        }
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static FileFormatException bad(String source, String expected, String found) {
        return new FileFormatException.BadHeader(source, expected, found);
    }
}
