package fluxion.tests;

import java.util.ArrayList;
import java.util.List;

/// A document of the repository.
///
/// @param name its path from the root
/// @param lines its lines
record MarkdownFile(String name, List<String> lines) {
    /// A fenced block of code.
    ///
    /// @param language what stands after the opening fence, may be empty
    /// @param line the line of the opening fence, counted from 1
    /// @param last the line of the closing fence
    record Block(String language, List<String> lines, int line, int last) {
        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static MarkdownFile read(String name) {
        return new MarkdownFile(name, Repository.read(name).lines().toList());
    }

    /// The fenced blocks, in order.
    List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        int open = -1;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.startsWith("```")) {
                if (open < 0) {
                    open = i;
                } else {
                    var language = lines.get(open).strip().substring(3).strip();
                    blocks.add(new Block(language, lines.subList(open + 1, i), open + 1, i + 1));
                    open = -1;
                }
            }
        }
        if (open >= 0) {
            throw new AssertionError(name + ":" + (open + 1) + ": a fence that is not closed");
        }
        return blocks;
    }

    /// What the code of `block` prints, as the document has it: the next block, if it follows within three lines
    /// and names no language; else no lines.
    static List<String> outputAfter(Block block, List<Block> blocks) {
        int next = blocks.indexOf(block) + 1;
        if (next < blocks.size()
                && blocks.get(next).language().isEmpty()
                && blocks.get(next).line() - block.last() <= 3) {
            return blocks.get(next).lines();
        }
        return List.of();
    }
}
