# extract-document.awk - takes the programs out of a document; the rules are in scripts/run-document.
#
#     awk -v document=NAME -v folder=FOLDER -f scripts/extract-document.awk document.md
#
# Writes into FOLDER
#
#     NAME.top, NAME.body  the two parts of program NAME
#     NAME.N.expected      what it shall print between output block N - 1 and output block N
#     NAME.N.code          a block of it that readers see, and its marks "code N" are in the body
#     NAME.wrongN.top, NAME.wrongN.body
#                          the program so far with a block at its end that must not compile
#     NAME.wrongN.message  what the compiler shall say of it
#     LINE.fragment        a block of C of no program, by the number of its first line
#
# and prints what it found, one thing a line:
#
#     program NAME
#     output NAME N LINE
#     wrong NAME N LINE
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

function write_file(name, text) {
    printf "%s", text > (folder "/" name)
    close(folder "/" name)
}

function mark(name, kind, text) {
    body[name] = body[name] "document_mark(\"" kind "\", " quoted(text) ");\n"
}

# Marks in the program where a block of it, which readers see, begins.
function mark_block(name, text) {
    if (heading != headings[name]) {
        headings[name] = heading
        mark(name, "heading", heading)
    }
    if (hidden)
        return
    codes[name]++
    write_file(name "." codes[name] ".code", text)
    mark(name, "code", codes[name])
}

# Puts text at the end of a part of a program; the line says where in the document it is from.
function add(name, part, line, text) {
    if (!(name in programs)) {
        programs[name] = 1
        outputs[name] = wrongs[name] = messages[name] = codes[name] = 0
        headings[name] = top[name] = body[name] = ""
        print "program " name
    }
    mark_block(name, text)
    text = "#line " line " " quoted(document) "\n" text
    if (part == "top")
        top[name] = top[name] text
    else
        body[name] = body[name] text
}

# The program so far with this at its end: it must not compile.
function add_wrong(name, part, line, text,    number) {
    if (!(name in programs)) {
        complain(line, "wrong needs the program=NAME of a program before it")
        return
    }
    mark_block(name, text)
    number = ++wrongs[name]
    text = "#line " line " " quoted(document) "\n" text
    write_file(name ".wrong" number ".top", top[name] (part == "top" ? text : ""))
    write_file(name ".wrong" number ".body", body[name] (part == "top" ? "" : text))
    wrong_lines[name] = line - 1
}

# What the compiler says of the wrong block before.
function add_message(name, line, text,    number) {
    if (!(name in programs) || messages[name] == wrongs[name]) {
        complain(line, "a message needs a wrong block of its program before it")
        return
    }
    number = ++messages[name]
    write_file(name ".wrong" number ".message", text)
    gsub(/[^\n]+\n/, "gcc: &", text)
    write_file(name ".wrong" number ".code", text)
    mark(name, "code", "wrong" number)
    print "wrong " name " " number " " wrong_lines[name]
}

# What the words after the language say: sets program, part and wrong; false where they say something else.
function read_words(count, word, line,    i, key, value, at) {
    program = ""
    part = "body"
    wrong = 0
    for (i = 2; i <= count; i++) {
        at = index(word[i], "=")
        key = at ? substr(word[i], 1, at - 1) : word[i]
        value = at ? substr(word[i], at + 1) : ""
        if (key == "program" && value ~ /^[A-Za-z0-9_-]+$/) {
            program = value
        } else if (key == "part" && value == "top") {
            part = "top"
        } else if (key == "wrong" && !at) {
            wrong = 1
        } else {
            complain(line, "a block cannot be \"" word[i] "\"")
            return 0
        }
    }
    if ((part == "top" || wrong) && program == "") {
        complain(line, (wrong ? "wrong" : "part=top") " needs program=NAME")
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
        } else if (wrong) {
            add_wrong(program, part, start + 1, text)
        } else {
            add(program, part, start + 1, text)
        }
    } else if (word[1] == "output") {
        if (!read_words(count, word, start))
            return
        if (program == "" || !(program in programs) || part != "body" || wrong) {
            complain(start, "output needs the program=NAME of a program before it")
            return
        }
        outputs[program]++
        write_file(program "." outputs[program] ".expected", text)
        mark(program, "output", outputs[program])
        print "output " program " " outputs[program] " " start
    } else if (word[1] == "message") {
        if (read_words(count, word, start))
            add_message(program, start, text)
    } else if (index(languages, " " word[1] " ") == 0 || count > 1) {
        complain(start, "blocks here are c, output, message or one of" languages "and not \"" information "\"")
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
    for (name in programs) {
        write_file(name ".top", top[name])
        write_file(name ".body", body[name])
        if (messages[name] < wrongs[name])
            complain(wrong_lines[name], "a wrong block needs a message block after it")
    }
}
