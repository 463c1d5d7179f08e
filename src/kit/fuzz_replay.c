/* Stands in for libFuzzer's main(): runs the target once on each file of a folder. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int replay(const char *folder, const char *name)
{
    static uint8_t bytes[1 << 20];
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 1;
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    /* A copy of exactly that size, so that reading past its end is found. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return 1;
    for (size_t i = 0; i < size; i++)
        exact[i] = bytes[i];
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

int main(int count, char **arguments)
{
    DIR *folder = count > 1 ? opendir(arguments[1]) : NULL;
    if (folder == NULL) {
        fprintf(stderr, "no corpus folder\n");
        return 1;
    }
    int replayed = 0, failed = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        failed += replay(arguments[1], entry->d_name);
        replayed++;
    }
    (void)closedir(folder);
    printf("%d inputs replayed\n", replayed);
    return failed == 0 && replayed > 0 ? 0 : 1;
}
