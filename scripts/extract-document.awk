# extract-document.awk - takes the programs out of a document; the rules are in scripts/run-document.
#
#     awk -v document=NAME -v folder=FOLDER -f scripts/extract-document.awk document.md
#
# Writes into FOLDER
#
#     NAME.top, NAME.body  the two parts of program NAME
#     NAME.N.expected      what it shall print between output block N - 1 and output block N
#     LINE.fragment        a block of C of no program, by the number of its first line
#
# and prints what it found, one thing a line:
#
#     program NAME
#     output NAME N LINE
#     fragment LINE
#     error LINE MESSAGE

function complain(line, message) {
    print "error " line " " message
}

function quoted(text,    out, i, character) {
    # Not by gsub: awks differ in how many backslashes they take.
    for (i = 1; i <= length(text); i++) {
        character = substr(text, i, 1)
        if (character == "\"" || character == "\\")
            out = out "\\"
        out = out character
    }
    return "\"" out "\""
}

# Puts text at the end of a part of a program; the line says where in the document it is from.
function add(name, part, line, text) {
    if (!(name in programs)) {
        programs[name] = 1
        outputs[name] = 0
        headings[name] = ""
        print "program " name
        printf "" > (folder "/" name ".top")
        printf "" > (folder "/" name ".body")
    }
    if (part == "body" && heading != headings[name]) {
        headings[name] = heading
        printf "document_mark(\"heading\", %s);\n", quoted(heading) > (folder "/" name ".body")
    }
    printf "#line %d %s\n%s", line, quoted(document), text > (folder "/" name "." part)
}

# What the words after the language say: sets program and part; false where they say something else.
function read_words(count, word, line,    i, key, value, at) {
    program = ""
    part = "body"
    for (i = 2; i <= count; i++) {
        at = index(word[i], "=")
        key = at ? substr(word[i], 1, at - 1) : word[i]
        value = at ? substr(word[i], at + 1) : ""
        if (key == "program" && value ~ /^[A-Za-z0-9_-]+$/) {
            program = value
        } else if (key == "part" && value == "top") {
            part = "top"
        } else {
            complain(line, "a block cannot be \"" word[i] "\"")
            return 0
        }
    }
    if (part == "top" && program == "") {
        complain(line, "part=top needs program=NAME")
        return 0
    }
    return 1
}

# A block has ended: information is what its first line says, text what is in it.
function finish_block(    count, word, i) {
    count = split(information, word, /[ \t]+/)
    if (word[1] == "c") {
        if (!read_words(count, word, start))
            return
        if (program == "") {
            printf "%s", text > (folder "/" (start + 1) ".fragment")
            close(folder "/" (start + 1) ".fragment")
            print "fragment " (start + 1)
        } else {
            add(program, part, start + 1, text)
        }
    } else if (word[1] == "output") {
        if (!read_words(count, word, start))
            return
        if (program == "" || !(program in programs) || part != "body") {
            complain(start, "output needs the program=NAME of a program before it")
            return
        }
        outputs[program]++
        printf "%s", text > (folder "/" program "." outputs[program] ".expected")
        close(folder "/" program "." outputs[program] ".expected")
        printf "document_mark(\"output\", \"%d\");\n", outputs[program] > (folder "/" program ".body")
        print "output " program " " outputs[program] " " start
    } else if (index(languages, " " word[1] " ") == 0 || count > 1) {
        complain(start, "blocks here are c, output or one of" languages "and not \"" information "\"")
    }
}

BEGIN {
    languages = " sh text sql meson make cmake "
    fence = ""
}

# Inside a block.
fence != "" {
    line = $0
    if (indent != "" && substr(line, 1, length(indent)) == indent)
        line = substr(line, length(indent) + 1)
    closing = line
    sub(/[ \t]+$/, "", closing)
    if (hidden ? closing == "-->" : closing == fence) {
        finish_block()
        fence = ""
    } else {
        text = text line "\n"
    }
    next
}

# A block that readers do not see.
/^<!--[ \t]+c[ \t]/ {
    information = $0
    sub(/^<!--[ \t]+/, "", information)
    fence = "-->"
    hidden = 1
    indent = ""
    text = ""
    start = NR
    next
}

/^ *```/ {
    match($0, /^ */)
    indent = substr($0, 1, RLENGTH)
    information = substr($0, RLENGTH + 1)
    match(information, /^`+/)
    fence = substr(information, 1, RLENGTH)
    information = substr(information, RLENGTH + 1)
    gsub(/^[ \t]+|[ \t]+$/, "", information)
    hidden = 0
    text = ""
    start = NR
    next
}

/^#+ / {
    heading = $0
    sub(/^#+ +/, "", heading)
}

END {
    if (fence != "")
        complain(start, "this block does not end")
}
