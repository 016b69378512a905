/*
 * Initialization, and handles. A handle is no address: it holds the GPU, the MIG device and a serial number, which says
 * whether it was given out since NVML was initialized, since its GPU was last lost and since its MIG device was last
 * removed.
 */
#include "double.h"
#include <stdio.h>
#include <string.h>

static const uint64_t tag = UINT64_C(0xD5) << 56;

/* No capture has more, see read_subject(); an index beyond them is this one. */
enum { NO_SUCH_INDEX = 1000 };

char system_mark;

static unsigned int initializations;
static int init_code = SUCCESS;
static unsigned int serial;
static unsigned int first_serial; /* of the handles given out since NVML was initialized */

unsigned int next_serial(void) {
    return ++serial;
}

void set_init_code(int code) {
    init_code = code;
}

void renew_handles(void) {
    first_serial = next_serial();
    const struct section *section;
    for (size_t i = 0; (section = section_at(i)) != NULL; i++) {
        section_at(i)->serial = first_serial;
    }
}

void end_session(void) {
    initializations = 0;
    drop_event_sets();
    drop_system_event_sets();
    drop_samples();
    renew_handles();
    wake_all();
}

static bool tagged(handle device) {
    return (uint64_t)(uintptr_t)device >> 56 == tag >> 56;
}

static handle handle_of(struct subject subject, unsigned int from) {
    return (handle)(uintptr_t)(tag | (uint64_t)from << 32 | (uint64_t)subject.gpu << 16 | (uint64_t)(subject.mig + 1));
}

struct subject subject_of(handle device) {
    uint64_t bits = (uint64_t)(uintptr_t)device;
    return tagged(device) ? (struct subject){bits >> 16 & 0xFFFF, (int)(bits & 0xFFFF) - 1} : SYSTEM_SUBJECT;
}

static struct subject whole_gpu(struct subject subject) {
    return (struct subject){subject.gpu, -1};
}

/* Whether the driver still lists a GPU of that index. */
static bool listed(int gpu) {
    uint64_t count;
    return !number_of(SYSTEM_SUBJECT, FN_nvmlDeviceGetCount_v2, &count) || (uint64_t)gpu < count;
}

int state_of(handle device) {
    if (initializations == 0) {
        return UNINITIALIZED;
    }
    if (device == SYSTEM) {
        return SUCCESS;
    }
    struct subject subject = subject_of(device);
    unsigned int from = (uint64_t)(uintptr_t)device >> 32 & 0xFFFFFF;
    const struct section *gpu = section_of(whole_gpu(subject));
    const struct section *section = section_of(subject);
    if (!tagged(device) || from < first_serial || gpu == NULL || section == NULL) {
        return INVALID_ARGUMENT;
    }
    if (gpu->lost || from < gpu->serial || !listed(subject.gpu)) {
        return GPU_IS_LOST;
    }
    return section->removed || from < section->serial ? INVALID_ARGUMENT : SUCCESS;
}

int enter(enum function_id function, handle device, const char *arguments, int complaint) {
    struct subject subject = subject_of(device);
    begin(function, subject, arguments);
    int state = state_of(device);
    if (state != SUCCESS) {
        return state;
    }
    return complaint != SUCCESS ? complaint : refusal(function, subject, arguments);
}

static int init(enum function_id function) {
    begin(function, SYSTEM_SUBJECT, "");
    int code = refusal(function, SYSTEM_SUBJECT, "");
    if (code == SUCCESS) {
        code = capture_loaded() ? init_code : DRIVER_NOT_LOADED;
    }
    if (code == SUCCESS && initializations++ == 0) {
        renew_handles();
    }
    end();
    return code;
}

EXPORT int nvmlInit_v2(void) {
    return init(FN_nvmlInit_v2);
}

/* Whether it attaches to GPUs makes no difference here. */
EXPORT int nvmlInitWithFlags(unsigned int flags) {
    (void)flags;
    return init(FN_nvmlInitWithFlags);
}

/* Without an initialization it is no error, as in the real library. */
EXPORT int nvmlShutdown(void) {
    begin(FN_nvmlShutdown, SYSTEM_SUBJECT, "");
    int code = refusal(FN_nvmlShutdown, SYSTEM_SUBJECT, "");
    if (code == SUCCESS && initializations > 0 && --initializations == 0) {
        end_session();
    }
    end();
    return code;
}

/* Gives the handle of a GPU or MIG device, or says why not. */
static int give(enum function_id function, struct subject subject, handle *out) {
    const struct section *gpu = section_of(whole_gpu(subject));
    if (gpu->lost) {
        return GPU_IS_LOST;
    }
    int code = refusal(function, subject, "");
    if (code == SUCCESS) {
        const struct section *section = section_of(subject);
        *out = handle_of(subject, gpu->serial > section->serial ? gpu->serial : section->serial);
    }
    return code;
}

EXPORT int nvmlDeviceGetHandleByIndex_v2(unsigned int index, handle *device) {
    struct subject gpu = {index < NO_SUCH_INDEX ? (int)index : NO_SUCH_INDEX, -1};
    begin(FN_nvmlDeviceGetHandleByIndex_v2, gpu, "");
    int code = state_of(SYSTEM);
    if (code == SUCCESS) {
        bool exists = section_of(gpu) != NULL && listed(gpu.gpu) && device != NULL;
        code = exists ? give(FN_nvmlDeviceGetHandleByIndex_v2, gpu, device) : INVALID_ARGUMENT;
    }
    end();
    return code;
}

static const struct section *section_with_uuid(const char *uuid) {
    const struct section *section;
    for (size_t i = 0; (section = section_at(i)) != NULL; i++) {
        const struct answer *answer = answer_to(section->subject, FN_nvmlDeviceGetUUID, "");
        if (answer != NULL && answer->code == SUCCESS && strcmp(answer->members[0].text, uuid) == 0 &&
            listed(section->subject.gpu) && !section->removed) {
            return section;
        }
    }
    return NULL;
}

EXPORT int nvmlDeviceGetHandleByUUID(const char *uuid, handle *device) {
    int complaint = uuid == NULL || device == NULL ? INVALID_ARGUMENT : SUCCESS;
    int code = enter(FN_nvmlDeviceGetHandleByUUID, SYSTEM, "", complaint);
    if (code == SUCCESS) {
        const struct section *section = section_with_uuid(uuid);
        code = section == NULL ? NOT_FOUND : give(FN_nvmlDeviceGetHandleByUUID, section->subject, device);
    }
    end();
    return code;
}

EXPORT int nvmlDeviceGetMigDeviceHandleByIndex(handle device, unsigned int index, handle *mig_device) {
    struct subject subject = subject_of(device);
    char arguments[16];
    snprintf(arguments, sizeof arguments, "(%u)", index);
    int complaint = mig_device == NULL || subject.mig >= 0 ? INVALID_ARGUMENT : SUCCESS;
    int code = enter(FN_nvmlDeviceGetMigDeviceHandleByIndex, device, arguments, complaint);
    if (code == SUCCESS) {
        subject.mig = index < NO_SUCH_INDEX ? (int)index : NO_SUCH_INDEX;
        const struct section *section = section_of(subject);
        bool exists = section != NULL && !section->removed;
        code = exists ? give(FN_nvmlDeviceGetMigDeviceHandleByIndex, subject, mig_device) : NOT_FOUND;
    }
    end();
    return code;
}
