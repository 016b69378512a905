/* All answers of a capture, by subject and call. */
#include "double.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct section **sections;
static size_t section_count;

struct section *section_at(size_t position) {
    return position < section_count ? sections[position] : NULL;
}

struct section *section_of(struct subject subject) {
    for (size_t i = 0; i < section_count; i++) {
        if (sections[i]->subject.gpu == subject.gpu && sections[i]->subject.mig == subject.mig) {
            return sections[i];
        }
    }
    return NULL;
}

bool read_subject(const char **at, struct subject *subject) {
    int end = 0;
    *subject = SYSTEM_SUBJECT;
    if (strncmp(*at, "system", strlen("system")) == 0) {
        end = (int)strlen("system");
    } else if (sscanf(*at, "gpu %3d%n mig %3d%n", &subject->gpu, &end, &subject->mig, &end) < 1 || subject->gpu < 0 ||
               subject->mig < -1) {
        return false;
    }
    *at += end;
    return true;
}

static struct section *add_section(struct subject subject) {
    struct section *section = calloc(1, sizeof *section);
    section->subject = subject;
    section->serial = next_serial();
    sections = realloc(sections, (section_count + 1) * sizeof *sections);
    sections[section_count++] = section;
    return section;
}

/* Where the call stands in the section, or would stand. */
static size_t position_of(const struct section *section, const char *call, bool *found) {
    size_t low = 0, high = section->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(section->answers[middle].call, call) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = low < section->count && strcmp(section->answers[low].call, call) == 0;
    return low;
}

const struct answer *answer_to(struct subject subject, enum function_id function, const char *arguments) {
    char call[128];
    snprintf(call, sizeof call, "%s%s", functions[function].name, arguments);
    struct section *section = section_of(subject);
    if (section == NULL) {
        return NULL;
    }
    bool found;
    size_t position = position_of(section, call, &found);
    if (!found) { /* a function that the library lacked stands there once, without arguments */
        position = position_of(section, functions[function].name, &found);
    }
    return found ? &section->answers[position] : NULL;
}

static void insert(struct section *section, size_t position, struct answer answer) {
    section->answers = realloc(section->answers, (section->count + 1) * sizeof answer);
    memmove(&section->answers[position + 1], &section->answers[position], (section->count - position) * sizeof answer);
    section->answers[position] = answer;
    section->count++;
}

bool capture_set(struct subject subject, const char *line) {
    struct answer answer;
    if (!read_answer(line, false, &answer)) {
        free_answer(&answer);
        return false;
    }
    struct section *section = section_of(subject);
    if (section == NULL) {
        section = add_section(subject);
    }
    bool found;
    size_t position = position_of(section, answer.call, &found);
    if (found) {
        free_answer(&section->answers[position]);
        section->answers[position] = answer;
    } else {
        insert(section, position, answer);
    }
    return true;
}

static bool add_line(struct section *section, const char *line) {
    if (section == NULL) {
        return fail("an answer stands before the first section");
    }
    struct answer answer;
    if (!read_answer(line, true, &answer)) {
        free_answer(&answer);
        return false;
    }
    bool found;
    size_t position = position_of(section, answer.call, &found);
    if (found) {
        fail("%s is answered twice", answer.call);
        free_answer(&answer);
        return false;
    }
    insert(section, position, answer);
    return true;
}

static bool read_heading(const char *line, struct section **section) {
    struct subject subject;
    const char *end = line + 1;
    if (!read_subject(&end, &subject) || strcmp(end, "]") != 0) {
        return fail("'%s' is not [system], [gpu N] or [gpu N mig M]", line);
    }
    if (section_of(subject) != NULL) {
        return fail("there are two sections %s", line);
    }
    *section = add_section(subject);
    return true;
}

static void clear(void) {
    for (size_t i = 0; i < section_count; i++) {
        for (size_t j = 0; j < sections[i]->count; j++) {
            free_answer(&sections[i]->answers[j]);
        }
        free(sections[i]->answers);
        free(sections[i]);
    }
    free(sections);
    sections = NULL;
    section_count = 0;
}

static void trim(char *line) {
    size_t length = strlen(line);
    while (length > 0 && strchr(" \t\r\n", line[length - 1]) != NULL) {
        line[--length] = '\0';
    }
}

static bool read_lines(FILE *file, int *number) {
    char *line = NULL;
    size_t size = 0;
    struct section *section = NULL;
    bool good = true;
    while (good && getline(&line, &size, file) >= 0) {
        ++*number;
        trim(line);
        if (*number == 1) {
            good = strcmp(line, "# nvml-exporter capture 1") == 0 ||
                   fail("the first line is not '# nvml-exporter capture 1'");
        } else if (line[0] == '[') {
            good = read_heading(line, &section);
        } else if (line[0] != '#' && line[0] != '\0') {
            good = add_line(section, line);
        }
    }
    free(line);
    return good && (*number > 0 || fail("the file is empty"));
}

bool capture_load(const char *path) {
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return fail("%s: %s", path, strerror(errno));
    }
    clear();
    int number = 0;
    bool good = read_lines(file, &number);
    fclose(file);
    if (!good) {
        char what[256];
        snprintf(what, sizeof what, "%.255s", last_error);
        clear();
        fail("%s:%d: %s", path, number, what);
    }
    return good;
}

bool number_of(struct subject subject, enum function_id function, uint64_t *number) {
    const struct answer *answer = answer_to(subject, function, "");
    if (answer == NULL || answer->code != SUCCESS) {
        return false;
    }
    *number = answer->members[0].integer;
    return true;
}

int driver_branch(void) {
    const struct answer *answer = answer_to(SYSTEM_SUBJECT, FN_nvmlSystemGetDriverVersion, "");
    return answer == NULL || answer->code != SUCCESS ? 0 : atoi(answer->members[0].text);
}
