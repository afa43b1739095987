# Checks a root file system as soon as bitbake has made it, and puts the dossier and the reports beside it.
#
#	inherit cradle				in the recipe of an image
#	CRADLE_PRODUCT = "${THISDIR}/product.yaml"
#	CRADLE = "/usr/local/bin/cradle"		bitbake hides what is not in HOSTTOOLS: name the file
#	CRADLE_FATAL = "1"			a limb that is not met ends the build
#
# It reads the image that is delivered, not ${IMAGE_ROOTFS}: owners and modes are what pseudo pretends there, and
# the locked child that reads an image talks to nobody, not even to pseudo. So IMAGE_FSTYPES must name one that
# cradle reads; ubi, jffs2, cramfs and erofs are not.

CRADLE ?= "cradle"
CRADLE_PRODUCT ?= ""
CRADLE_FATAL ?= "0"
CRADLE_FORMATS ?= "html:html junit:xml sarif:sarif cyclonedx:cdx.json"
CRADLE_READS = "tar tar.gz tar.xz tar.zst tar.bz2 squashfs squashfs-xz squashfs-zst squashfs-lz4 ext4 ext3 ext2 \
                cpio cpio.gz cpio.xz cpio.zst wic wic.gz wic.xz wic.zst"
CRADLE_TYPE ?= "${@cradle_type(d)}"

def cradle_type(d):
    """The first of IMAGE_FSTYPES that cradle reads, or nothing."""
    reads = (d.getVar('CRADLE_READS') or '').split()
    return next((t for t in (d.getVar('IMAGE_FSTYPES') or '').split() if t in reads), '')

do_cradle[doc] = "Holds the defaults of the image against Annex I of the Cyber Resilience Act"
do_cradle[nostamp] = "1"
do_cradle() {
    if [ -z "${CRADLE_TYPE}" ]; then
        bbfatal "cradle reads none of IMAGE_FSTYPES = '${IMAGE_FSTYPES}'; add one of: ${CRADLE_READS}"
    fi
    image="${DEPLOY_DIR_IMAGE}/${IMAGE_LINK_NAME}.${CRADLE_TYPE}"
    dossier="${DEPLOY_DIR_IMAGE}/${IMAGE_LINK_NAME}.cradle"
    code=0
    if [ -n "${CRADLE_PRODUCT}" ]; then
        ${CRADLE} check "$image" -p "${CRADLE_PRODUCT}" --dossier "$dossier" --quiet || code=$?
    else
        ${CRADLE} check "$image" --dossier "$dossier" --quiet || code=$?
    fi
    if [ "$code" -gt 1 ]; then
        bbfatal "cradle could not check $image (exit $code); its message is in the log of this task"
    fi
    for format in ${CRADLE_FORMATS}; do
        ${CRADLE} report "$dossier" --format "${format%%:*}" -o "${DEPLOY_DIR_IMAGE}/${IMAGE_LINK_NAME}.cradle.${format#*:}"
    done
    if [ "$code" -eq 1 ]; then
        if [ "${CRADLE_FATAL}" = "1" ]; then
            bbfatal "limbs of Annex I are not met: ${DEPLOY_DIR_IMAGE}/${IMAGE_LINK_NAME}.cradle.html"
        fi
        bbwarn "limbs of Annex I are not met: ${DEPLOY_DIR_IMAGE}/${IMAGE_LINK_NAME}.cradle.html"
    fi
}
addtask cradle after do_image_complete before do_build
